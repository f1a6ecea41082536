import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { HandlerDetails, WebContents, WebFrameMain } from 'electron';
import type { CDPSession, Page } from 'playwright-core';
import { fromChromium, toChromium } from './app-url.ts';
import type { ChromiumHost } from './chromium-host.ts';
import { FrameTree } from './frame-tree.ts';
import type { StandInIpcMain } from './ipc-main.ts';
import { loud } from './loud.ts';
import { PortPump } from './port-pump.ts';
import { preloadScript, WORLD } from './preload-world.ts';
import type { StandInProtocol } from './protocol.ts';
import { RequestGate } from './request-gate.ts';
import type { StandInSession } from './session.ts';

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

/** What a page needs from the rest of the stand-in. */
export interface PageSurroundings {
  chromium: Promise<ChromiumHost>;
  ipcMain: StandInIpcMain;
  protocol: StandInProtocol;
  session: StandInSession;
}

/** The preload that a page gets, whether frames get it too, and the room that it has. */
interface PageOptions {
  preload: string;
  preloadInSubFrames: boolean;
  /** Of the page, px. */
  size: { width: number; height: number };
}

/** A page in Chromium, with its preload in an isolated world. */
export class StandInWebContents
  extends EventEmitter
  implements Pick<WebContents, 'setWindowOpenHandler' | 'mainFrame' | 'getURL' | 'reload' | 'forcefullyCrashRenderer'>
{
  /** What the app gets to see of it: always this one object, so that identity can be compared. */
  readonly facade = loud('webContents', this) as unknown as WebContents;
  readonly #surroundings: PageSurroundings;
  readonly #options: PageOptions;
  #opened: Promise<{ page: Page; cdp: CDPSession }>;
  #frames: FrameTree | undefined;
  #gate: RequestGate | undefined;
  #openHandler: OpenHandler | undefined;
  #crashed = false;
  #reloaded: Promise<unknown> = Promise.resolve();

  constructor(surroundings: PageSurroundings, options: PageOptions) {
    super();
    this.#options = options;
    this.#surroundings = surroundings;
    this.#opened = this.#open();
    // Whoever loads a URL gets the error; until then it is not unhandled.
    this.#opened.catch(() => {});
  }

  get mainFrame(): WebFrameMain {
    if (this.#frames === undefined) throw new Error('The page has not been opened yet.');
    return this.#frames.main as unknown as WebFrameMain;
  }

  getURL(): string {
    return this.#frames?.main.url ?? '';
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** Resolves when the page has loaded; rejects when it could not. */
  async loadURL(url: string): Promise<void> {
    const { page, cdp } = await this.#opened;
    await this.#surroundings.session.applyPermissions(cdp, this.facade, toChromium(url));
    // A place within the same document is no request.
    if (withoutHash(url) !== withoutHash(this.getURL())) this.#gate?.expect(url);
    await page.goto(toChromium(url), { waitUntil: 'load' });
    this.emit('did-finish-load');
  }

  reload(): void {
    const { url } = this.mainFrame;
    // A crashed page is of no more use to the DevTools protocol's clients: the window gets a new one.
    if (this.#crashed) this.#opened = this.#replace();
    this.#reloaded = this.loadURL(url).catch((error: unknown) => this.emit('error', error));
  }

  /** Kills the page's process, as a fault in it would: the one that stays, where another is being loaded. */
  forcefullyCrashRenderer(): void {
    const opened = this.#reloaded.then(() => this.#opened);
    opened.then(({ cdp }) => cdp.send('Page.crash')).catch(() => {});
  }

  async close(): Promise<void> {
    const { page } = await this.#opened;
    await page.close();
  }

  async #open() {
    const { preload, preloadInSubFrames, size } = this.#options;
    const host = await this.#surroundings.chromium;
    const page = await host.newPage();
    await page.setViewportSize(size);
    const cdp = await host.context.newCDPSession(page);
    let pump: PortPump | undefined;
    const frames = await FrameTree.follow(cdp, (world) => pump?.forgetWorld(world));
    this.#frames = frames;
    pump = await PortPump.install(cdp, (world, channel, message, ports) => {
      this.#surroundings.ipcMain.receive(channel, message, {
        sender: this.facade,
        senderFrame: (frames.byWorld(world) ?? null) as unknown as WebFrameMain | null,
        ports,
      });
    });
    const source = preloadScript(await readFile(preload, 'utf8'), { inSubFrames: preloadInSubFrames });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
    this.#gate = await RequestGate.install(cdp, { ...this.#surroundings, frames, contents: this });
    cdp.on('Page.windowOpen', ({ url, windowName }) => this.#askAboutWindow(url, windowName));
    // Electron asks before a window opens; Chromium tells after, so all are closed at once. The stand-in shows none.
    page.on('popup', (popup) => popup.close().catch(() => {}));
    page.on('crash', () => {
      this.#crashed = true;
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    });
    return { page, cdp };
  }

  async #replace() {
    const { page: crashed } = await this.#opened;
    const opened = await this.#open();
    this.#crashed = false;
    await crashed.close();
    return opened;
  }

  #askAboutWindow(url: string, frameName: string): void {
    const details = { url: fromChromium(url), frameName, features: '', disposition: 'new-window' };
    const answer = this.#openHandler?.(details as HandlerDetails) ?? { action: 'allow' };
    if (answer.action !== 'deny') throw new Error('The stand-in shows no windows that a page opens: deny them.');
  }
}

function withoutHash(url: string): string {
  return url.replace(/#.*/s, '');
}
