import { encodeStreamHeader } from '../../shared/wire/stream-header.ts';
import type { YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { Member } from '../control/member-group.ts';
import type { NameTerms } from '../control/name-terms.ts';
import type { TunnelSession, UpstreamHealth } from '../http/http-tunnel.ts';
import type { Traffic } from '../metrics/traffic.ts';
import type { TunnelGuard } from '../rules/tunnel-guard.ts';
import { ForwardError } from './forward-error.ts';
import { privateHost } from './private-name.ts';
import { StreamSplice } from './stream-splice.ts';

/** Facts about a private tunnel that do not change while it is open. */
export interface PrivateTunnelFacts {
  id: number;
  name: string;
  /** Where it leads, as the client says; only shown. */
  upstream: string;
  terms: NameTerms;
}

/** One open private tunnel: a service that has no public address and that other clients reach as `NAME.internal`. */
export class PrivateTunnel implements Member {
  readonly kind = 'private';
  readonly id: number;
  readonly name: string;
  readonly publicUrl: string;
  readonly upstream: string;
  health: UpstreamHealth | undefined;
  readonly terms: NameTerms;
  /** Its rules, which can only end it; undefined where it has none. */
  guard: TunnelGuard | undefined;
  readonly #session: TunnelSession;
  readonly #splices = new Set<StreamSplice>();

  constructor({ id, name, upstream, terms }: PrivateTunnelFacts, session: TunnelSession) {
    this.id = id;
    this.name = name;
    this.publicUrl = `tcp://${privateHost(name)}`;
    this.upstream = upstream;
    this.terms = terms;
    this.#session = session;
  }

  get closed(): boolean {
    return this.#session.closed;
  }

  get unfit(): boolean {
    return this.health?.healthy === false || this.#session.leaving;
  }

  /** Whether a connection goes through it. */
  get busy(): boolean {
    return this.#splices.size > 0;
  }

  /**
   * Opens a stream to the service. Throws ForwardError where that cannot be.
   *
   * @param visitor address of the other client, which the service's own client is told
   */
  open(visitor: string): YamuxStream {
    if (this.health?.healthy === false) {
      const why = this.health.message ?? 'it does not answer.';
      throw new ForwardError('refused', `${privateHost(this.name)} is there, but its service is not: ${why}`);
    }
    if (this.guard?.admits(visitor) === false) {
      throw new ForwardError('refused', `The time of ${privateHost(this.name)} is over, as its rules say.`);
    }
    let stream: YamuxStream;
    try {
      stream = this.#session.openStream(NO_HANDLER);
    } catch {
      throw new ForwardError('busy', `The client of ${privateHost(this.name)} takes no more connections: try again.`);
    }
    stream.write(encodeStreamHeader({ kind: 'tcp', tunnelId: this.id, visitor }));
    return stream;
  }

  /** Joins a client's stream to one that `open` gave; returns what breaks both off. */
  join(client: YamuxStream, service: YamuxStream, traffic: Traffic, onClose: () => void): StreamSplice {
    const splice = new StreamSplice(client, service, traffic, () => {
      this.#splices.delete(splice);
      onClose();
    });
    this.#splices.add(splice);
    return splice;
  }

  /** Breaks its connections off. */
  close(): void {
    for (const splice of [...this.#splices]) splice.destroy();
  }
}

/** Until the splice has taken over in the same turn, nothing can happen on a stream. */
const NO_HANDLER = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };
