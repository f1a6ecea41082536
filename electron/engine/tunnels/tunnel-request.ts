import type { TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import type { LinkUsed } from '../../../shared/wire/messages.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import type { LiveTunnel } from './live-tunnel.ts';

/** What the exit server said to `open-tunnel`. */
export type OpenAnswer =
  | {
      opened: true;
      /** By which the exit server knows it. */
      tunnelId: number;
      publicUrl: string;
      /** Tells the exit server whether the upstream answers, for its own `status`; nothing happens once the tunnel is closed. */
      reportHealth(healthy: boolean, message?: string): void;
      /** Opens a stream to the target, forward only. Throws where the session opens no more, or the tunnel is closed. */
      openStream(visitor: string, handler: StreamHandler): YamuxStream;
      /** Tells the exit server what `rules` of the request gives now. */
      updateRules(): void;
    }
  | { opened: false; code: string; message: string };

/** A tunnel that is to be opened on a session. */
export interface TunnelRequest {
  readonly kind: TunnelKind;
  readonly name: string;
  readonly remotePort?: number | undefined;
  readonly upstream: string;
  /** Whether other clients may serve the name too. */
  readonly shared?: boolean | undefined;
  /** Where local forwarding is to lead, forward only. */
  readonly target?: string | undefined;
  /** What the exit server is to enforce at present; undefined: nothing. */
  rules?(): TunnelRules | undefined;
  readonly live: LiveTunnel;
  /** What the exit server said; once a request. */
  onAnswer(answer: OpenAnswer): void;
  /** The exit server closed the tunnel by itself, or it had to be closed since it cannot have its rules. */
  onClosed(code: string, message: string): void;
  /** A visitor has used a link of the rules. */
  onLinkUsed?(use: LinkUsed): void;
}
