import { EventEmitter } from 'node:events';
import type { MessagePortMain } from 'electron';

/** Main's end of a MessagePort whose other end lives in a page; what is sent goes through the DevTools protocol. */
export class StandInMessagePort
  extends EventEmitter
  implements Pick<MessagePortMain, 'on' | 'postMessage' | 'start' | 'close'>
{
  readonly #toPage: (message: unknown) => void;
  readonly #closePage: () => void;
  #waiting: unknown[] = [];
  #started = false;
  #closed = false;

  constructor(page: { send(message: unknown): void; close(): void }) {
    super();
    this.#toPage = page.send;
    this.#closePage = page.close;
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in passes no ports over ports.');
    if (!this.#closed) this.#toPage(message);
  }

  /** Messages wait until this is called, as in Electron. */
  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.#emitMessage(data);
  }

  close(): void {
    if (this.#closed) return;
    this.#closePage();
    this.closedByPage();
  }

  /** Takes a message that the page sent. */
  deliver(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) this.#emitMessage(data);
    else this.#waiting.push(data);
  }

  /** The page's end is gone. */
  closedByPage(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }

  #emitMessage(data: unknown): void {
    this.emit('message', { data, ports: [] });
  }
}
