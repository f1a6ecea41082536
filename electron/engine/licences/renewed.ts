import type { LicenceClaims } from '../../../shared/licence/licence-claims.ts';
import { LICENCE_TIMES } from '../../../shared/licence/licence-times.ts';
import type { LicenceConfig } from './licence-config.ts';

/** This computer, for subscriptions. */
export interface Device {
  /** See deviceId(). */
  device: string;
  label: string;
}

/** How long after a check that failed for want of a connection the next one is made, ms: some seventy chances within the grace time. */
const RETRY_MS = 60 * 60 * 1_000;
/** Checks are made up to so much earlier, as a part of the time: clients that were started at one moment must not ask at one moment. */
const JITTER = 0.1;

/** What a signed licence says, for the settings. */
export function configOf(
  kid: string,
  claims: LicenceClaims,
): Pick<
  LicenceConfig,
  | 'kind'
  | 'kid'
  | 'licenceId'
  | 'holder'
  | 'plan'
  | 'limits'
  | 'issuer'
  | 'url'
  | 'validFrom'
  | 'validUntil'
  | 'worksUntil'
> {
  const { kind, jti, holder, plan, limits, iss, url, nbf, exp, until } = claims;
  const end = kind === 'static' ? exp : until;
  return {
    ...{ kind, kid, licenceId: jti, holder, plan, limits, issuer: iss, url, validFrom: nbf * 1_000 },
    validUntil: end === undefined ? undefined : end * 1_000,
    worksUntil: kind === 'static' ? undefined : exp * 1_000,
  };
}

/** When to ask the next time. */
export function nextCheck(now: number, failed: boolean, random: () => number = Math.random): number {
  const wait = failed ? RETRY_MS : LICENCE_TIMES.recheckMs;
  return now + wait * (1 - JITTER * random());
}
