import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, chromiumPath } from '../fixtures/chromium.ts';
import { eventually } from '../fixtures/eventually.ts';

/** The Chromium that shows the windows: started with the app, ended with it. */
export class ChromiumHost {
  readonly #context: BrowserContext;
  readonly #profile: string;
  /** Where a test connects to see the same pages. */
  readonly endpoint: string;

  private constructor(context: BrowserContext, profile: string, endpoint: string) {
    this.#context = context;
    this.#profile = profile;
    this.endpoint = endpoint;
  }

  static async start(): Promise<ChromiumHost> {
    const profile = await mkdtemp(join(tmpdir(), 'porthole-stand-in-'));
    const executablePath = chromiumPath();
    const context = await chromium.launchPersistentContext(profile, {
      args: [
        ...CHROMIUM_ARGS,
        // Beside Playwright's own pipe, which ends the browser when this process dies.
        '--remote-debugging-port=0',
        // Electron's MessagePorts tell when their other end closes
        // (https://www.electronjs.org/docs/latest/tutorial/message-ports#extension-close-event).
        '--enable-blink-features=MessagePortCloseEvent',
      ],
      ...(executablePath === undefined ? {} : { executablePath }),
      viewport: null,
    });
    // Chromium listens there by a thread of its own, which may be later than the pipe.
    const endpoint = await eventually('Chromium says where it listens', async () => {
      const [port, path] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
      return path ? `ws://127.0.0.1:${port}${path}` : undefined;
    });
    return new ChromiumHost(context, profile, endpoint);
  }

  get context(): BrowserContext {
    return this.#context;
  }

  /** Opens a page; the one that the browser began with is used first. */
  async newPage(): Promise<Page> {
    const [first] = this.#context.pages();
    return first !== undefined && first.url() === 'about:blank' ? first : this.#context.newPage();
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
