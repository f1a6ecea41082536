import { LICENCE_TIMES } from '../../../shared/licence/licence-times.ts';
import type { LicenceConfig } from './licence-config.ts';
import { trueNow } from './licence-view.ts';

/** How often it is looked whether something is due, ms. Not one long timer: those stand still while the computer sleeps. */
const TICK_MS = 60_000;

/** How long until the licences are to be looked at again, ms: at the moment at which one begins or ends, and at least every minute. */
export function msToNextLook(licences: readonly LicenceConfig[], now: number): number {
  const waits = licences.flatMap((licence) => {
    const { validFrom, validUntil, worksUntil } = licence;
    const here = trueNow(licence, now);
    const moments = [validFrom - LICENCE_TIMES.leewayMs, validUntil, worksUntil];
    return moments.flatMap((moment) => (moment === undefined || moment <= here ? [] : [moment - here]));
  });
  return Math.min(TICK_MS, ...waits);
}
