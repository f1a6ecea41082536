import type { Probe, Remedy } from '../../../shared/contract/tunnel.ts';

/** A probe with what to do about its failure. */
export type ProbeState = Probe & {
  nextStep?: string;
  /** The button that mends it, where that is not the hop's own. */
  remedy?: Remedy | undefined;
  /** When the present state began, ms since the epoch. */
  since: number;
};

/** The states that follow on one another. */
export const probeStates = {
  unknown(): ProbeState {
    return { state: 'unknown', since: Date.now() };
  },

  ok(before: ProbeState, tookMs: number | undefined, certificateExpiresAt?: number): ProbeState {
    const now = Date.now();
    return {
      state: 'ok',
      since: before.state === 'ok' ? before.since : now,
      checkedAt: now,
      ...(tookMs !== undefined && { tookMs }),
      ...(certificateExpiresAt !== undefined && { certificateExpiresAt }),
    };
  },

  failed(before: ProbeState, message: string, nextStep: string, remedy?: Remedy): ProbeState {
    const now = Date.now();
    return {
      state: 'failed',
      since: before.state === 'failed' ? before.since : now,
      checkedAt: now,
      message,
      nextStep,
      ...(remedy && { remedy }),
    };
  },
};
