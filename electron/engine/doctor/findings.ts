import type { Finding } from '../../../shared/contract/doctor.ts';

/** Makes findings. */
export const findings = {
  ok: (about: string, found: string): Finding => ({ about, verdict: 'ok', found }),
  skipped: (about: string, found: string): Finding => ({ about, verdict: 'skipped', found }),
  warning: (about: string, found: string, nextStep: string): Finding => ({
    about,
    verdict: 'warning',
    found,
    nextStep,
  }),
  failed: (about: string, found: string, nextStep: string): Finding => ({ about, verdict: 'failed', found, nextStep }),
};
