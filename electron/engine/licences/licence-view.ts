import type { Licence, LicenceState } from '../../../shared/contract/licence.ts';
import type { LicenceRefusalCode } from '../../../shared/licence/licence-api.ts';
import { LICENCE_TIMES } from '../../../shared/licence/licence-times.ts';
import { day, span } from './day.ts';
import type { LicenceConfig } from './licence-config.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How far it is off was found at the last check, and the next one may be a day away. */
const SET_CLOCK = 'Set this computer’s date and time right, and check it again.';

/** How a licence is, in words. */
type Condition = Pick<Licence, 'state' | 'message' | 'nextStep' | 'devices'>;

export interface LicenceFacts {
  /** This computer's clock, ms since the epoch. */
  now: number;
  /** Open tunnels of this computer over the licence's servers. */
  tunnels: number;
  /** Why the vault cannot give it, and what to do; undefined: it can. */
  unreadable?: string | undefined;
}

const STATE_OF: Record<LicenceRefusalCode, LicenceState> = {
  'licence-required': 'invalid',
  'licence-invalid': 'invalid',
  'licence-unknown-issuer': 'unknown-issuer',
  'licence-not-yet-valid': 'not-yet-valid',
  'licence-expired': 'expired',
  'licence-revoked': 'revoked',
  'licence-other-device': 'invalid',
  'licence-unknown-key': 'revoked',
  'licence-device-limit': 'device-limit',
};

/** Describes a licence for the page. */
export function licenceView(config: LicenceConfig, facts: LicenceFacts): Licence {
  const { id, licenceId, holder, plan, kind, limits, validFrom, validUntil, issuer, url, serverIds, checkedAt, last4 } =
    config;
  const now = trueNow(config, facts.now);
  return {
    ...{
      id,
      licenceId,
      holder,
      plan,
      kind,
      limits,
      validFrom,
      issuer,
      serverIds,
      last4,
      inUse: { tunnels: facts.tunnels },
    },
    ...(validUntil !== undefined && { validUntil, daysLeft: daysLeft(validUntil, now) }),
    ...(url !== undefined && { url }),
    ...(checkedAt !== undefined && { checkedAt }),
    ...conditionOf(config, facts, now),
  };
}

/** The time by the exit server's clock, where this computer's is clearly off. */
export function trueNow({ clockAheadMs = 0 }: LicenceConfig, now: number): number {
  return Math.abs(clockAheadMs) < LICENCE_TIMES.clockOffMs ? now : now + clockAheadMs;
}

/** Whole days until a time, rounded up; 0 when it is over. */
export function daysLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / DAY_MS));
}

function conditionOf(config: LicenceConfig, facts: LicenceFacts, now: number): Condition {
  if (facts.unreadable !== undefined) return bad('unreadable', facts.unreadable, 'Import it again.');
  const { problem } = config;
  // What was wrong with the time at the last check, e.g. that it had not begun, may be over by now.
  if (problem !== undefined && !TIMELY.has(problem.code)) return asked(config, problem);
  const over = timeProblem(config, now);
  if (over !== undefined) return over;
  const off = clockProblem(config, facts.now, now);
  if (off !== undefined) return off;
  if (config.serverIds.length === 0 && config.checkedAt !== undefined) {
    return bad(
      'unknown-issuer',
      `None of your exit servers takes licences of ${config.issuer}.`,
      'Add the exit server that it is for.',
    );
  }
  return working(config, now);
}

/** Refusals that this computer can judge by itself as time goes on. */
const TIMELY = new Set<LicenceRefusalCode>(['licence-not-yet-valid', 'licence-expired']);

function timeProblem(
  { validFrom, validUntil, kind, worksUntil, issuer, url }: LicenceConfig,
  now: number,
): Condition | undefined {
  const renew = `Renew it at ${url ?? issuer}.`;
  if (now < validFrom - LICENCE_TIMES.leewayMs) {
    return bad('not-yet-valid', `It is not valid before ${day(validFrom)}.`, 'Wait until then.');
  }
  if (validUntil !== undefined && now >= validUntil) return bad('expired', `It expired on ${day(validUntil)}.`, renew);
  if (kind === 'static' || worksUntil === undefined || now < worksUntil) return undefined;
  const message = `${issuer} could not be asked about it since ${day(worksUntil - LICENCE_TIMES.graceMs - LICENCE_TIMES.recheckMs)}, so no new tunnels open.`;
  return bad('expired', message, 'Connect to the internet and check it again.');
}

function asked(
  { url, kind }: LicenceConfig,
  { code, message, devices }: NonNullable<LicenceConfig['problem']>,
): Condition {
  const state = STATE_OF[code];
  const next: Partial<Record<LicenceState, string>> = {
    revoked: `${url === undefined ? '' : `It is from ${url}. `}What runs goes on, no new tunnels open.`,
    'unknown-issuer': 'Add the exit server that it is for, or ask its issuer which one that is.',
    'device-limit': 'Remove it on one of these computers, or ask its issuer for more places.',
    invalid: kind === 'static' ? 'Import it again from where you got it.' : 'Enter its key again.',
  };
  return { ...bad(state, message, next[state] ?? ''), ...(devices !== undefined && { devices }) };
}

/** Says so where this computer alone takes the licence for over or not begun: the exit server goes by its own clock. */
function clockProblem(config: LicenceConfig, here: number, now: number): Condition | undefined {
  if (here === now) return undefined;
  const message = clockMessage(now - here);
  if (timeProblem(config, here) === undefined) return undefined;
  return bad('clock-off', `${message} The licence itself is valid.`, SET_CLOCK);
}

function clockMessage(aheadMs: number): string {
  return `This computer’s clock is off by ${span(Math.abs(aheadMs))}: it is ${aheadMs > 0 ? 'behind' : 'ahead'}.`;
}

function working(config: LicenceConfig, now: number): Condition {
  const { kind, validUntil, worksUntil, checkedAt, issuer, clockAheadMs = 0 } = config;
  if (checkedAt === undefined) {
    return bad('unchecked', 'No exit server could be asked about it yet.', 'Porthole asks again by itself.');
  }
  if (kind === 'subscription' && worksUntil !== undefined && now > worksUntil - LICENCE_TIMES.graceMs) {
    const since = day(worksUntil - LICENCE_TIMES.graceMs - LICENCE_TIMES.recheckMs);
    const message = `${issuer} could not be asked about it since ${since}. It works until ${day(worksUntil)}.`;
    return bad('grace', message, 'Porthole asks again by itself.');
  }
  const until =
    validUntil === undefined ? 'It goes on until it is cancelled.' : `It is valid until ${day(validUntil)}.`;
  const off = Math.abs(clockAheadMs) < LICENCE_TIMES.clockOffMs ? '' : ` ${clockMessage(clockAheadMs)}`;
  return { state: 'valid', message: until + off, nextStep: off === '' ? '' : SET_CLOCK };
}

function bad(state: LicenceState, message: string, nextStep: string): Condition {
  return { state, message, nextStep };
}
