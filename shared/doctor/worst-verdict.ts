import type { Finding, Verdict } from '../contract/doctor.ts';

/** From the best to the worst. Something that was looked at and is well says more than something that was not. */
const ORDER: readonly Verdict[] = ['skipped', 'ok', 'warning', 'failed'];

/** The one verdict of several findings. */
export function worstVerdict(findings: readonly Pick<Finding, 'verdict'>[]): Verdict {
  const worst = Math.max(0, ...findings.map(({ verdict }) => ORDER.indexOf(verdict)));
  return ORDER[worst] ?? 'skipped';
}
