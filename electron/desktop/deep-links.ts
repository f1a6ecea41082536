import type { App, Dialog } from 'electron';
import type { Log } from '../engine/engine-parts.ts';
import type { DeepLink, DeepLinkCalls } from './deep-link.ts';
import { DeepLinkError } from './deep-link-error.ts';
import { readDeepLink } from './read-deep-link.ts';

const SCHEME = /^porthole:/i;
/** Links that wait for the engine or for the answer to one before: a web page may click without end. */
const MAX_WAITING = 3;
/** Places of the buttons. Escape and Enter say no. */
const CANCEL = 0;
const CONFIRM = 1;

const CAUTION = 'A web page or another program asks Porthole to. Go on only if you expected this.';

export interface DeepLinksParts {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly log: Log;
}

/**
 * `porthole://` links that the system hands over, from any web page or program: read strictly, shown in a dialog that no page can reach, and done only
 * after a click. They hold secrets, so they are never logged and never shown whole.
 */
export class DeepLinks {
  readonly #parts: DeepLinksParts;
  readonly #waiting: string[] = [];
  /** The one that is being asked about. */
  #current: string | undefined;
  #calls: DeepLinkCalls | undefined;
  #show: () => void = () => {};
  #isAsking = false;

  constructor(parts: DeepLinksParts) {
    this.#parts = parts;
  }

  /** Takes the links of macOS, which come as events and may come before the app is ready. */
  listen(app: Pick<App, 'on'>): void {
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.open(url);
    });
  }

  /** Takes the link among the arguments of a start, as Windows and Linux bring it. */
  openFrom(argv: readonly string[]): void {
    const link = argv.find((argument) => SCHEME.test(argument));
    if (link !== undefined) this.open(link);
  }

  /** Asks about a link, after those that came before. Too many at once are dropped. */
  open(link: string): void {
    // A double click.
    if (link === this.#current || this.#waiting.includes(link)) return;
    if (this.#waiting.length >= MAX_WAITING) {
      this.#parts.log.warn({}, 'links came faster than anybody could answer; one was dropped');
      return;
    }
    this.#waiting.push(link);
    void this.#next();
  }

  /** The engine runs: links can be asked about from now on. @param show shows the user what came of one */
  start(calls: DeepLinkCalls, show: () => void): void {
    this.#calls = calls;
    this.#show = show;
    void this.#next();
  }

  async #next(): Promise<void> {
    const calls = this.#calls;
    if (calls === undefined || this.#isAsking) return;
    this.#isAsking = true;
    for (let link = this.#waiting.shift(); link !== undefined; link = this.#waiting.shift()) {
      this.#current = link;
      try {
        await this.#ask(link, calls);
      } catch {
        // Not with the error: it may repeat the link. The next one has nothing to do with it.
        this.#parts.log.error({}, 'a link could not be asked about');
      }
    }
    this.#isAsking = false;
    this.#current = undefined;
  }

  async #ask(text: string, calls: DeepLinkCalls): Promise<void> {
    let link: DeepLink;
    try {
      link = readDeepLink(text);
    } catch (error) {
      if (!(error instanceof DeepLinkError)) throw error;
      return this.#say('This link cannot be used.', error.message);
    }
    const { response } = await this.#parts.dialog.showMessageBox({
      type: 'question',
      message: link.question,
      detail: `${link.detail}\n\n${CAUTION}`,
      buttons: ['Cancel', link.verb],
      defaultId: CANCEL,
      cancelId: CANCEL,
      noLink: true,
    });
    if (response !== CONFIRM) return;
    try {
      await link.run(calls);
      this.#show();
    } catch (error) {
      await this.#say(link.failed, error instanceof Error ? error.message : 'Try again.');
    }
  }

  async #say(message: string, detail: string): Promise<void> {
    await this.#parts.dialog.showMessageBox({ type: 'error', message, detail, buttons: ['Close'], noLink: true });
  }
}
