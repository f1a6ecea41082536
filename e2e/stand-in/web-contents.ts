import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { HandlerDetails, WebContents, WebFrameMain } from 'electron';
import type { CDPSession, Page } from 'playwright-core';
import { fromChromium, toChromium } from './app-url.ts';
import type { ChromiumHost } from './chromium-host.ts';
import { FrameTree } from './frame-tree.ts';
import type { StandInIpcMain } from './ipc-main.ts';
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

/** A page in Chromium, with its preload in an isolated world. */
export class StandInWebContents
  extends EventEmitter
  implements Pick<WebContents, 'setWindowOpenHandler' | 'mainFrame' | 'reload'>
{
  readonly #surroundings: PageSurroundings;
  readonly #opened: Promise<{ page: Page; cdp: CDPSession; host: ChromiumHost }>;
  #frames: FrameTree | undefined;
  #openHandler: OpenHandler | undefined;

  constructor(surroundings: PageSurroundings, options: { preload: string; preloadInSubFrames: boolean }) {
    super();
    this.#surroundings = surroundings;
    this.#opened = this.#open(options);
    // Whoever loads a URL gets the error; until then it is not unhandled.
    this.#opened.catch(() => {});
  }

  get mainFrame(): WebFrameMain {
    if (this.#frames === undefined) throw new Error('The page has not been opened yet.');
    return this.#frames.main as unknown as WebFrameMain;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** Resolves when the page has loaded; rejects when it could not. */
  async loadURL(url: string): Promise<void> {
    const { page, host } = await this.#opened;
    await this.#surroundings.session.applyPermissions(host.context, this as unknown as WebContents, toChromium(url));
    this.#gate?.expect(url);
    await page.goto(toChromium(url), { waitUntil: 'load' });
    this.emit('did-finish-load');
  }

  reload(): void {
    this.#gate?.expect(this.mainFrame.url);
    this.#opened.then(({ cdp }) => cdp.send('Page.reload')).catch((error: unknown) => this.emit('error', error));
  }

  /** Kills the page's process, as a fault in it would. */
  async crash(): Promise<void> {
    const { cdp } = await this.#opened;
    cdp.send('Page.crash').catch(() => {});
  }

  async close(): Promise<void> {
    const { page } = await this.#opened;
    await page.close();
  }

  #gate: RequestGate | undefined;

  async #open(options: { preload: string; preloadInSubFrames: boolean }) {
    const host = await this.#surroundings.chromium;
    const page = await host.newPage();
    const cdp = await host.context.newCDPSession(page);
    let pump: PortPump | undefined;
    const frames = await FrameTree.follow(cdp, (world) => pump?.forgetWorld(world));
    this.#frames = frames;
    pump = await PortPump.install(cdp, (world, channel, message, ports) => {
      this.#surroundings.ipcMain.receive(channel, message, {
        sender: this as unknown as WebContents,
        senderFrame: (frames.byWorld(world) ?? null) as unknown as WebFrameMain | null,
        ports,
      });
    });
    const source = preloadScript(await readFile(options.preload, 'utf8'), { inSubFrames: options.preloadInSubFrames });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: WORLD });
    this.#gate = await RequestGate.install(cdp, { ...this.#surroundings, frames, contents: this });
    cdp.on('Page.windowOpen', ({ url, windowName }) => this.#askAboutWindow(url, windowName));
    // Electron asks before a window opens; Chromium tells after, so all are closed at once. The stand-in shows none.
    page.on('popup', (popup) => popup.close().catch(() => {}));
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }));
    return { page, cdp, host };
  }

  #askAboutWindow(url: string, frameName: string): void {
    const details = { url: fromChromium(url), frameName, features: '', disposition: 'new-window' };
    const answer = this.#openHandler?.(details as HandlerDetails) ?? { action: 'allow' };
    if (answer.action !== 'deny') throw new Error('The stand-in shows no windows that a page opens: deny them.');
  }
}
