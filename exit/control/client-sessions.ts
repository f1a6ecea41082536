import type { CloseReason } from '../../shared/wire/transport.ts';
import type { ClientSession } from './client-session.ts';

const REPLACED: CloseReason = { code: 'closed', message: 'The same client connected again: this session is stale.' };

/** The sessions that are open. */
export class ClientSessions {
  readonly #sessions = new Set<ClientSession>();

  add(session: ClientSession): void {
    this.#sessions.add(session);
  }

  remove(session: ClientSession): void {
    this.#sessions.delete(session);
  }

  /** Ends the other sessions of the same client: what they hold is free for this one at once. */
  endStale(session: ClientSession): void {
    for (const other of [...this.#sessions]) {
      if (other !== session && other.client?.clientId === session.client?.clientId) other.close(REPLACED);
    }
  }

  /** All, those of silent clients too. */
  all(): Iterable<ClientSession> {
    return this.#sessions;
  }

  /** Tunnels of all sessions with a token, with those that are being opened; undefined: the one of the token file. */
  tunnelsWith(tokenId: string | undefined): number {
    let count = 0;
    for (const { grant, tunnelCount } of this.#sessions) if (grant.tokenId === tokenId) count += tunnelCount;
    return count;
  }

  /** Tunnels of all sessions with a licence, with those that are being opened. */
  tunnelsLicensed(id: string): number {
    let count = 0;
    for (const { licence, tunnelCount } of this.#sessions) if (licence?.id === id) count += tunnelCount;
    return count;
  }

  /** Those whose client has said hello. */
  connected(): ClientSession[] {
    return [...this.#sessions].filter((session) => session.client !== undefined && !session.closed);
  }

  /** How many are connected. */
  count(): number {
    return this.connected().length;
  }

  /** How many have a TCP tunnel open. */
  countWithTcp(): number {
    return this.connected().filter((session) => [...session.tunnels].some((tunnel) => tunnel.kind === 'tcp')).length;
  }

  closeAll(reason: CloseReason): void {
    for (const session of [...this.#sessions]) session.close(reason);
  }
}
