import type { CustomScheme, Protocol } from 'electron';

type Handler = Parameters<Protocol['handle']>[1];

/** The app's own schemes. */
export class StandInProtocol implements Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> {
  readonly #isReady: () => boolean;
  readonly #handlers = new Map<string, Handler>();
  #schemes: readonly CustomScheme[] | undefined;

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (this.#isReady())
      throw new Error('protocol.registerSchemesAsPrivileged must be called before the app is ready.');
    if (this.#schemes !== undefined) throw new Error('protocol.registerSchemesAsPrivileged can be called only once.');
    this.#schemes = schemes;
  }

  handle(scheme: string, handler: Handler): void {
    if (!this.#isReady()) throw new Error('protocol.handle can be used only after the app is ready.');
    const privileges = this.#schemes?.find((known) => known.scheme === scheme)?.privileges;
    // The stand-in shows the scheme as an http origin, so it must be one that behaves like it.
    if (!privileges?.standard || !privileges.secure)
      throw new Error(`${scheme}: was not registered as standard and secure.`);
    if (privileges.bypassCSP) throw new Error(`${scheme}: must not bypass the Content-Security-Policy.`);
    this.#handlers.set(scheme, handler);
  }

  /** The answer to a request, or undefined where no handler has the scheme. */
  async answer(url: string, method: string): Promise<Response | undefined> {
    return this.#handlers.get(new URL(url).protocol.slice(0, -1))?.(new Request(url, { method }));
  }
}
