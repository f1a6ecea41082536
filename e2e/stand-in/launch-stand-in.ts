import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import type { DesktopApp } from '../desktop/desktop-app.ts';
import type { ControlAnswer, ControlRequest, DesktopView, ReadyMessage } from './control-protocol.ts';
import { SETUP_VARIABLE, type StandInSetup } from './setup.ts';

const ROOT = join(import.meta.dirname, '../..');
const HOOK = join(import.meta.dirname, 'electron-hook.ts');

/** An app that does not end when asked is killed, so that no test leaves a process behind, ms. It gives its sessions 5 s, and then there is Chromium. */
const END_DEADLINE = 30_000;

/** Runs the built main bundle under plain Node, with the stand-in where it imports `electron`. */
export class StandInDesktop implements DesktopApp {
  readonly page: Page;
  readonly exited: Promise<number | null>;
  readonly #process: AppProcess;
  readonly #disconnect: () => Promise<void>;

  /** @param options.appFolder with a package.json and the built bundles; the checkout by default */
  static async launch(options: {
    userData: string;
    args?: readonly string[];
    setup?: StandInSetup;
    appFolder?: string;
    environment?: NodeJS.ProcessEnv;
  }): Promise<StandInDesktop> {
    const process = new AppProcess(options);
    try {
      const { endpoint } = await process.ready;
      const browser = await chromium.connectOverCDP(endpoint);
      const [context] = browser.contexts();
      const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
      if (page === undefined) throw new Error('The app opened no window.');
      // Rejects when the app ends before, and its page with it.
      await page.waitForURL((url) => url.protocol !== 'about:');
      return new StandInDesktop(process, page, () => browser.close());
    } catch (error) {
      await process.end();
      throw new Error(`The app did not open its window.\n${process.log}`, { cause: error });
    }
  }

  private constructor(process: AppProcess, page: Page, disconnect: () => Promise<void>) {
    this.#process = process;
    this.page = page;
    this.exited = process.exited;
    this.#disconnect = disconnect;
  }

  get pid(): number {
    return this.#process.pid;
  }

  log(): string {
    return this.#process.log;
  }

  look(): Promise<DesktopView> {
    return this.act({ act: 'look' });
  }

  act(request: ControlRequest): Promise<DesktopView> {
    return this.#process.ask(request);
  }

  async dispose(): Promise<void> {
    await this.#disconnect().catch(() => {});
    await this.#process.end();
  }
}

/** Main's process, with the channel over which the stand-in in it is asked. */
class AppProcess {
  readonly #child: ChildProcess;
  readonly ready: Promise<ReadyMessage>;
  readonly exited: Promise<number | null>;
  readonly #answers = new Map<number, (answer: ControlAnswer) => void>();
  #asked = 0;
  log = '';

  constructor(options: Parameters<typeof StandInDesktop.launch>[0]) {
    const { appFolder = ROOT } = options;
    this.#child = fork(
      join(appFolder, 'dist/main/main.js'),
      [`--user-data-dir=${options.userData}`, ...(options.args ?? [])],
      {
        execArgv: ['--import', HOOK],
        cwd: appFolder,
        env: { ...process.env, ...options.environment, [SETUP_VARIABLE]: JSON.stringify(options.setup ?? {}) },
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      },
    );
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
    // With all that it has written.
    this.exited = once(this.#child, 'close').then(([code]) => code);
    const { promise, resolve, reject } = Promise.withResolvers<ReadyMessage>();
    this.ready = promise;
    this.exited.then((code) => {
      reject(new Error(`The app ended with ${code} before it was ready:\n${this.log}`));
      for (const answer of this.#answers.values()) answer({ error: `The app has ended (${code}).` });
    });
    this.#child.on('message', (message: ReadyMessage | { id: number; answer: ControlAnswer }) => {
      if ('endpoint' in message) resolve(message);
      else this.#answers.get(message.id)?.(message.answer);
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async ask(request: ControlRequest): Promise<DesktopView> {
    const id = ++this.#asked;
    const { promise, resolve } = Promise.withResolvers<ControlAnswer>();
    this.#answers.set(id, resolve);
    this.#child.send({ id, request });
    const answer = await promise;
    this.#answers.delete(id);
    if ('error' in answer) throw new Error(answer.error);
    return answer.view;
  }

  /** Asks it to end as the system does at logout, and kills it where it does not. */
  async end(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_DEADLINE);
    await this.exited;
    clearTimeout(timer);
  }
}
