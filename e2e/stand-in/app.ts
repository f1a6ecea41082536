import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { App, LoginItemSettings, Settings } from 'electron';
import type { DesktopEnvironment } from './desktop-environment.ts';

/** Electron takes the user's folder from Chromium's own switch. */
const USER_DATA_SWITCH = '--user-data-dir=';

/**
 * Sent to the running app by a second one: signals are the one message that can be sent synchronously. It only says "look into the folder": signals of two
 * starts may arrive as one.
 */
const SECOND_START: NodeJS.Signals = 'SIGUSR2';
/** Where second starts have left their arguments by then, a file each. */
const SECOND_STARTS = 'SecondStarts';

/** The life of the app. */
export class StandInApp
  extends EventEmitter
  implements
    Pick<
      App,
      | 'enableSandbox'
      | 'whenReady'
      | 'requestSingleInstanceLock'
      | 'releaseSingleInstanceLock'
      | 'getPath'
      | 'getVersion'
      | 'quit'
      | 'exit'
      | 'isPackaged'
      | 'getAppPath'
      | 'getLoginItemSettings'
      | 'setLoginItemSettings'
    >
{
  readonly isPackaged: boolean;
  readonly #desktop: DesktopEnvironment;
  readonly #ready = Promise.withResolvers<void>();
  readonly #userData: string;
  readonly #appPath: string;
  readonly #manifest: { name: string; version: string };
  readonly #beforeExit: () => Promise<void>;
  #isReady = false;
  #ownsLock = false;
  sandboxed = false;

  /** @param options.beforeExit ends Chromium */
  constructor(desktop: DesktopEnvironment, options: { isPackaged: boolean; beforeExit(): Promise<void> }) {
    super();
    this.isPackaged = options.isPackaged;
    this.#desktop = desktop;
    this.#beforeExit = options.beforeExit;
    const folder = process.argv
      .find((argument) => argument.startsWith(USER_DATA_SWITCH))
      ?.slice(USER_DATA_SWITCH.length);
    if (!folder) throw new Error(`The stand-in needs ${USER_DATA_SWITCH}FOLDER, so that tests never meet.`);
    this.#userData = resolve(folder);
    mkdirSync(join(this.#userData, SECOND_STARTS), { recursive: true });
    this.#appPath = findAppPath(dirname(process.argv[1] ?? '.'));
    this.#manifest = JSON.parse(readFileSync(join(this.#appPath, 'package.json'), 'utf8'));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.quit());
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox must be called before the app is ready.');
    this.sandboxed = true;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  /** The rest of the stand-in is up. */
  becomeReady(): void {
    this.#isReady = true;
    this.emit('ready', {}, {});
    this.#ready.resolve();
  }

  requestSingleInstanceLock(): boolean {
    const lock = join(this.#userData, 'SingletonLock');
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const owner = Number(readFileSync(lock, 'utf8'));
      if (isAlive(owner)) {
        writeFileSync(join(this.#userData, SECOND_STARTS, String(process.pid)), JSON.stringify(process.argv));
        process.kill(owner, SECOND_START);
        return false;
      }
      writeFileSync(lock, String(process.pid));
    }
    this.#ownsLock = true;
    process.on(SECOND_START, () => this.#takeSecondStarts());
    return true;
  }

  releaseSingleInstanceLock(): void {
    if (this.#ownsLock) rmSync(join(this.#userData, 'SingletonLock'), { force: true });
    this.#ownsLock = false;
  }

  #takeSecondStarts(): void {
    const folder = join(this.#userData, SECOND_STARTS);
    for (const name of readdirSync(folder)) {
      const argv: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      rmSync(join(folder, name));
      this.emit('second-instance', {}, argv, '', {});
    }
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    if (name === 'userData') return this.#userData;
    if (name === 'appData') return dirname(this.#userData);
    throw new Error(`The stand-in has no path "${name}".`);
  }

  getAppPath(): string {
    return this.#appPath;
  }

  getLoginItemSettings(): LoginItemSettings {
    const openAtLogin = this.#desktop.loginItem;
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }

  setLoginItemSettings({ openAtLogin = false }: Settings): void {
    this.#desktop.loginItem = openAtLogin;
  }

  getVersion(): string {
    return this.#manifest.version;
  }

  getName(): string {
    return this.#manifest.name;
  }

  /** The order of Electron: before-quit, each window's close, will-quit, quit; any of them may stop it. */
  quit(): void {
    if (this.#isPrevented('before-quit')) return;
    for (const window of [...this.#desktop.windows]) if (!window.close()) return;
    if (this.#isPrevented('will-quit')) return;
    this.exit(0);
  }

  exit(exitCode = 0): void {
    this.emit('quit', {}, exitCode);
    this.releaseSingleInstanceLock();
    // Electron ends with its main process, whatever is still open in it.
    this.#beforeExit().finally(() => process.exit(exitCode));
  }

  #isPrevented(event: 'before-quit' | 'will-quit'): boolean {
    let prevented = false;
    this.emit(event, {
      preventDefault: () => {
        prevented = true;
      },
    });
    return prevented;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The folder that a package.json makes an app. */
function findAppPath(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('The app has no package.json.');
  return findAppPath(parent);
}
