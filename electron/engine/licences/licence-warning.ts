import { isLicenceWorking } from '../../../shared/contract/is-licence-working.ts';
import type { Licence } from '../../../shared/contract/licence.ts';
import { LICENCE_TIMES } from '../../../shared/licence/licence-times.ts';
import { day } from './day.ts';

/** What to tell the user of a licence that ends soon. */
export interface LicenceWarning {
  /** 30, 7 or 1; undefined: there is nothing to warn of (any more). */
  days: number | undefined;
  /** Set where this is new. */
  message?: string;
}

/** Warns at 30, 7 and 1 days, once each. @param warnedDays the smallest that was told before */
export function licenceWarning(licence: Licence, warnedDays: number | undefined): LicenceWarning {
  const { daysLeft, validUntil, state } = licence;
  if (daysLeft === undefined || validUntil === undefined) return { days: undefined };
  const reached = LICENCE_TIMES.warnDays.filter((days) => daysLeft <= days);
  const days = reached.length === 0 ? undefined : Math.min(...reached);
  if (
    days === undefined ||
    daysLeft === 0 ||
    !isLicenceWorking(state) ||
    (warnedDays !== undefined && warnedDays <= days)
  ) {
    return { days: days === undefined ? undefined : Math.min(days, warnedDays ?? days) };
  }
  const left = daysLeft === 1 ? 'a day' : `${daysLeft} days`;
  const renew = licence.url === undefined ? `Ask ${licence.issuer} to renew it.` : `Renew it at ${licence.url}.`;
  return {
    days,
    message: `The licence “${licence.plan}” of ${licence.issuer} ends in ${left}, on ${day(validUntil)}. ${renew}`,
  };
}
