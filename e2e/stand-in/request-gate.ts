import type { WebFrameMain } from 'electron';
import type { CDPSession } from 'playwright-core';
import { fromChromium } from './app-url.ts';
import type { FrameTree } from './frame-tree.ts';
import type { StandInProtocol } from './protocol.ts';
import type { StandInSession } from './session.ts';

/** As much as is used of the DevTools protocol's event. */
interface Paused {
  requestId: string;
  frameId: string;
  resourceType: string;
  request: { url: string; method: string };
}

const RESOURCE_TYPES: Readonly<Record<string, 'stylesheet' | 'script' | 'image' | 'font' | 'xhr' | 'ping'>> = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
};

/** Holds every request of a page until the app has decided on it: navigation events, webRequest, then the app's own schemes. */
export class RequestGate {
  readonly #cdp: CDPSession;
  readonly #parts: {
    protocol: StandInProtocol;
    session: StandInSession;
    frames: FrameTree;
    contents: { emit(event: string, ...args: unknown[]): boolean };
  };
  /** What main itself loads: no `will-navigate` is sent for it. */
  #expected: string | undefined;

  static async install(cdp: CDPSession, parts: RequestGateParts): Promise<RequestGate> {
    const gate = new RequestGate(cdp, parts);
    cdp.on('Fetch.requestPaused', (paused) => {
      // A page that closes while its request waits takes the answer's addressee with it.
      gate.#decide(paused).catch(() => {});
    });
    await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    return gate;
  }

  private constructor(cdp: CDPSession, parts: RequestGateParts) {
    this.#cdp = cdp;
    this.#parts = parts;
  }

  /** Main is about to load this URL. */
  expect(url: string): void {
    this.#expected = url;
  }

  async #decide(paused: Paused): Promise<void> {
    const { requestId, request } = paused;
    const url = fromChromium(request.url);
    if (paused.resourceType === 'Document' && this.#isPrevented(paused, url)) {
      await this.#cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    } else if (!this.#parts.session.mayLoad({ url, method: request.method, resourceType: this.#typeOf(paused) })) {
      await this.#cdp.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    } else if (url === request.url) {
      await this.#cdp.send('Fetch.continueRequest', { requestId });
    } else {
      await this.#fulfil(requestId, url, request.method);
    }
  }

  /** Lets the app hear of a navigation that the page or its user began, and whether it said no. */
  #isPrevented(paused: Paused, url: string): boolean {
    const frame = this.#parts.frames.byId(paused.frameId);
    const isMainFrame = frame === this.#parts.frames.main;
    if (isMainFrame && url === this.#expected) {
      this.#expected = undefined;
      return false;
    }
    let prevented = false;
    const event = {
      url,
      isMainFrame,
      isSameDocument: false,
      frame: (frame ?? null) as unknown as WebFrameMain | null,
      preventDefault: () => {
        prevented = true;
      },
    };
    this.#parts.contents.emit('will-frame-navigate', event);
    if (isMainFrame) this.#parts.contents.emit('will-navigate', event);
    return prevented;
  }

  #typeOf(paused: Paused) {
    if (paused.resourceType !== 'Document') return RESOURCE_TYPES[paused.resourceType] ?? 'other';
    return this.#parts.frames.byId(paused.frameId) === this.#parts.frames.main ? 'mainFrame' : 'subFrame';
  }

  async #fulfil(requestId: string, url: string, method: string): Promise<void> {
    const response = await this.#parts.protocol.answer(url, method);
    if (response === undefined) {
      await this.#cdp.send('Fetch.failRequest', { requestId, errorReason: 'NameNotResolved' });
      return;
    }
    await this.#cdp.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }
}

type RequestGateParts = {
  protocol: StandInProtocol;
  session: StandInSession;
  frames: FrameTree;
  contents: { emit(event: string, ...args: unknown[]): boolean };
};
