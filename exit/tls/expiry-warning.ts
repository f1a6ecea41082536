import type { ExitLog } from '../log.ts';
import type { KeyPair } from './key-pair.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Two weeks leave time for a holiday and a weekend. */
const LATEST_MS = 14 * DAY_MS;
/** Short-lived certificates are renewed with a third of their life left, as Let's Encrypt advises; before that nothing is wrong. */
const LIFE_SHARE = 1 / 3;

/** Says in the log that a certificate which somebody else must renew nears its end, once a day at most. */
export class ExpiryWarning {
  readonly #certificate: string;
  readonly #log: ExitLog;
  #warnedAt: number | undefined;

  /** @param certificate its file */
  constructor(certificate: string, log: ExitLog) {
    this.#certificate = certificate;
    this.#log = log;
  }

  /** To be called often. @param now ms since 1970; the wall clock may be set, also back */
  check({ startsAt, expiresAt }: Pick<KeyPair, 'startsAt' | 'expiresAt'>, now = Date.now()): void {
    if (this.#warnedAt !== undefined && Math.abs(now - this.#warnedAt) < DAY_MS) return;
    const what = problemOf(startsAt.getTime(), expiresAt.getTime(), now);
    if (what === undefined) return;
    this.#warnedAt = now;
    this.#log.warn({ startsAt, expiresAt }, `the certificate ${this.#certificate} ${what}`);
  }

  /** Another certificate is in its place: what was said is no longer true. */
  replaced(): void {
    this.#warnedAt = undefined;
  }
}

function problemOf(startsAt: number, expiresAt: number, now: number): string | undefined {
  const left = expiresAt - now;
  if (left <= 0) return 'has expired: renew it, nobody will trust it';
  if (startsAt > now) return `is not valid yet: check this machine's clock`;
  if (left > Math.min(LATEST_MS, LIFE_SHARE * (expiresAt - startsAt))) return undefined;
  const days = Math.floor(left / DAY_MS);
  if (days === 0) return 'expires in less than a day: renew it';
  return `expires in ${days} ${days === 1 ? 'day' : 'days'}: renew it`;
}
