import { randomBytes } from 'node:crypto';
import type { SetUp, SetUpFile, SetUpWish } from '../../../shared/contract/set-up.ts';
import { formatAccessToken, TOKEN_BYTES } from '../../../shared/wire/access-token.ts';
import { formatJoinLink } from '../../../shared/wire/join-link.ts';
import type { WriteSetUpFile } from '../engine-parts.ts';
import { Live } from '../live.ts';
import type { Network } from '../network/network.ts';
import { RequestError } from '../request-error.ts';
import { lookForServer } from './look-for-server.ts';
import type { ServerDirectory } from './server-directory.ts';

/** How often the new server is looked for, ms: a fresh machine takes minutes, and its user looks at the page. */
const LOOK_EVERY_MS = 3_000;
/** The control plane's port in every file that is made. */
const CONTROL_PORT = 8123;

export interface ServerSetUpParts {
  readonly write: WriteSetUpFile | undefined;
  readonly network: Pick<Network, 'routeTo'>;
  readonly servers: Pick<ServerDirectory, 'join'>;
}

interface Waiting {
  readonly setUp: SetUp;
  /** `https://HOST:PORT` of the control plane. */
  readonly url: URL;
  readonly token: string;
  /** Whether its control plane has a certificate that computers trust, and not a CA of its own. */
  readonly isPublic: boolean;
  readonly ended: AbortController;
}

/**
 * Sets up one exit server: makes its token and its file, waits until it answers, and adds it. Until then the token is in memory only: one that is
 * cancelled, or cut off by the end of the app, leaves nothing here.
 */
export class ServerSetUp {
  readonly current = new Live<SetUp | undefined>(undefined);
  readonly #parts: ServerSetUpParts;
  #waiting: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ServerSetUpParts) {
    this.#parts = parts;
  }

  /** Rejects with RequestError where the file cannot be made from the wish. */
  async begin(wish: SetUpWish): Promise<SetUpFile> {
    const { write } = this.#parts;
    if (!write) throw new RequestError('NOT_NOW', 'This program sets no servers up: use the app.');
    const token = formatAccessToken(randomBytes(TOKEN_BYTES));
    const file = await write({ ...wish, token });
    if ('problem' in file) throw new RequestError('INVALID', file.problem, file.field);
    this.cancel();
    const { address } = wish;
    const host = address.includes(':') ? `[${address}]` : address;
    const message = `Looking for an exit server at ${address}.`;
    this.#waiting = {
      setUp: { address, since: Date.now(), state: 'waiting', message },
      url: new URL(`https://${host}:${CONTROL_PORT}`),
      token,
      isPublic: wish.email !== undefined,
      ended: new AbortController(),
    };
    this.current.set(this.#waiting.setUp);
    void this.#look(this.#waiting);
    return file;
  }

  /** Ends the wait and forgets the token. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#waiting?.ended.abort();
    this.#waiting = undefined;
    this.current.set(undefined);
  }

  async #look(waiting: Waiting): Promise<void> {
    // The proxy's address may be wrong, or the vault locked for now: its user sees why, and it is tried again.
    const change = await this.#lookOnce(waiting).catch((error: Error) => ({ message: error.message }));
    if (this.#waiting !== waiting) return;
    this.current.set({ ...waiting.setUp, ...change });
    if ('serverId' in change) this.#waiting = undefined;
    else this.#timer = setTimeout(() => void this.#look(waiting), LOOK_EVERY_MS).unref();
  }

  /** Adds the server where it is there. Returns what is to be said. */
  async #lookOnce(waiting: Waiting): Promise<Pick<SetUp, 'message'> & Partial<SetUp>> {
    const { setUp, url, token, isPublic, ended } = waiting;
    const server = `wss://${url.host}`;
    const proxy = await this.#parts.network.routeTo(server);
    const found = await lookForServer({ url, token, isPublic, proxy, signal: ended.signal });
    if ('waitsFor' in found) return found;
    if (this.#waiting !== waiting) return { message: setUp.message };
    const ca = found.pin === undefined ? {} : { ca: found.pin };
    const { id } = await this.#parts.servers.join(formatJoinLink({ server, token, ...ca }));
    return { state: 'done', message: `${setUp.address} answers, and was added.`, serverId: id };
  }
}
