import { UpstreamError } from '../tunnels/upstream-error.ts';

/** `starting`: not yet; `start-timeout`: it took too long; `start-failed`: its command ended, or could not be run. */
export type WakeErrorCode = 'starting' | 'start-timeout' | 'start-failed';

/** A service that is started on demand is not there for this visitor. */
export class WakeError extends UpstreamError {
  readonly wake: WakeErrorCode;
  /** Whole seconds after which it makes sense to ask again. */
  readonly retryAfter: number;

  constructor(wake: WakeErrorCode, message: string, retryAfter: number) {
    super(wake === 'start-failed' ? 'upstream-refused' : 'upstream-timeout', message);
    this.wake = wake;
    this.retryAfter = retryAfter;
  }
}
