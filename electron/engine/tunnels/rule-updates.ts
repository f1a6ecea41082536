import { NO_RULES, type TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import type { ClientMessage, ServerMessage } from '../../../shared/wire/messages.ts';

/** What updates need of their session. */
export interface RuleUpdateParts {
  nextRequestId(): string;
  send(message: ClientMessage): void;
  /** The exit server keeps the rules that the tunnel had. */
  refused(tunnelId: number, code: string, message: string): void;
}

type Answer = Extract<ServerMessage, { type: 'tunnel-opened' | 'tunnel-refused' | 'tunnel-updated' }>;

/** Tells the exit server of changed rules of tunnels that are open on one session, and knows its answers from those to `open-tunnel`. */
export class RuleUpdates {
  readonly #parts: RuleUpdateParts;
  /** Tunnel ids by request id. */
  readonly #waiting = new Map<string, number>();

  constructor(parts: RuleUpdateParts) {
    this.#parts = parts;
  }

  /** Sends rules, unless they are those that the exit server was told last. */
  send(tunnelId: number, rules: TunnelRules | undefined, told: { sentRules: TunnelRules | undefined }): void {
    if (JSON.stringify(rules) === JSON.stringify(told.sentRules)) return;
    told.sentRules = rules;
    const requestId = this.#parts.nextRequestId();
    this.#waiting.set(requestId, tunnelId);
    this.#parts.send({ type: 'update-tunnel', requestId, tunnelId, rules: rules ?? NO_RULES });
  }

  /** Takes the answer to an update; false where it is one to something else. */
  answered(answer: Answer): boolean {
    const tunnelId = this.#waiting.get(answer.requestId);
    if (tunnelId === undefined) return false;
    this.#waiting.delete(answer.requestId);
    if (answer.type === 'tunnel-refused') this.#parts.refused(tunnelId, answer.code, answer.message);
    return true;
  }
}
