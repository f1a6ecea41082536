import type { OpenTunnel, ServerMessage, UpdateTunnel } from '../../shared/wire/messages.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import type { LicenceGate } from '../licences/licence-gate.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import type { ExitLog } from '../log.ts';
import type { ClientSession } from './client-session.ts';
import type { Tunnel } from './tunnel-opener.ts';

/** What a session needs of the server. */
export interface SessionHost {
  readonly log: ExitLog;
  readonly limits: Pick<ExitLimits, 'maxTunnels' | 'maxStreams' | 'maxWindowGrowth'>;
  /** Checks licences; undefined: none is asked for. */
  readonly licences?: LicenceGate | undefined;
  /** What to tell a client that is let in. */
  readonly welcome: { serverVersion: string; domain: string; dataPlaneUrl: string | undefined };
  /** The client said who it is: its stale sessions end now, so that their names and ports are free. */
  admit(session: ClientSession): void;
  open(request: OpenTunnel, session: ClientSession): Promise<Tunnel>;
  /** Gives a tunnel other rules. Returns the answer. */
  update(tunnel: Tunnel | undefined, request: UpdateTunnel): ServerMessage;
  close(tunnel: Tunnel, reason: CloseReason): void;
  /** The client said that it has moved, see `moved`. */
  hasMoved(): void;
  /** The session is over and its tunnels are closed. Called once. */
  ended(session: ClientSession): void;
}
