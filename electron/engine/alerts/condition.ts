import type { Alert } from '../../../shared/contract/alert.ts';

/** One trouble of one tunnel, or of a server with all its tunnels, that is there now. */
export interface Condition {
  /** Equal for the same trouble, e.g. `down TUNNEL-ID`. */
  readonly id: string;
  readonly kind: Alert['kind'];
  /** How long it must last before anybody is told, ms. */
  readonly patience: number;
  /** How long it must be gone before it is over, ms. */
  readonly calm: number;
  /** What it is about, by name: a tunnel, a server. */
  readonly subject: string;
  /** What and why, one sentence. */
  readonly message: string;
  /** What is said when it is over, one sentence. */
  readonly overMessage: string;
  readonly tunnelIds: readonly string[];
}
