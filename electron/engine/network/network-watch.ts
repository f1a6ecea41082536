import { networkInterfaces } from 'node:os';

/** How often the addresses are read, ms: a change is noticed before anybody has found their way back to the window. Reading them takes well under 1 ms. */
const LOOK_MS = 2_000;

/**
 * Tells when this computer's network has changed: another Wi-Fi, a cable, a VPN that went up or down. No system tells Node, so its addresses are read again and again.
 */
export class NetworkWatch {
  readonly #onChange: () => void;
  readonly #read: typeof networkInterfaces;
  #seen = '';
  #timer: NodeJS.Timeout | undefined;

  /** @param read for tests */
  constructor(onChange: () => void, read = networkInterfaces) {
    this.#onChange = onChange;
    this.#read = read;
  }

  start(): void {
    this.#seen = this.#addresses();
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = this.#addresses();
    if (now === this.#seen) return;
    this.#seen = now;
    this.#onChange();
  }

  /** All addresses that others can reach, in one order. */
  #addresses(): string {
    let interfaces: ReturnType<typeof networkInterfaces>;
    try {
      interfaces = this.#read();
    } catch {
      // The system opens a file for it, and there may be none left: nothing is known to have changed.
      return this.#seen;
    }
    const all = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
      addresses.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
    );
    return all.sort().join('\n');
  }
}
