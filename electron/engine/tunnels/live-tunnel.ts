import type { StreamHeader } from '../../../shared/wire/stream-header.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import type { TunnelCounters } from '../metrics/tunnel-counters.ts';
import type { Dialer } from './upstream-dialer.ts';
import type { UpstreamError } from './upstream-error.ts';

/** A tunnel that is open on a session: takes the streams that the exit server opens for it. */
export interface LiveTunnel {
  /** Whether any request is under way or any connection open. */
  readonly busy: boolean;
  /** Returns the stream's handler. */
  accept(stream: YamuxStream, header: StreamHeader): StreamHandler;
  /** Ends all its streams and upstream connections. */
  close(): void;
}

/** What every kind of live tunnel needs. */
export interface LiveTunnelParts {
  readonly dialer: Dialer;
  readonly counters: TunnelCounters;
  /** The upstream answered (undefined) or could not be reached: real traffic is the fastest probe. */
  onUpstream(error: UpstreamError | undefined): void;
}
