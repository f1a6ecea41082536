import type { DoctorReport } from '../contract/doctor.ts';

/** A report in one line: `1 problem, 2 warnings.` */
export function doctorSummary({ checks, done }: DoctorReport): string {
  const findings = checks.flatMap((check) => check.findings);
  const failed = findings.filter(({ verdict }) => verdict === 'failed').length;
  const warnings = findings.filter(({ verdict }) => verdict === 'warning').length;
  const parts = [count(failed, 'problem'), count(warnings, 'warning')].filter((part) => part !== '');
  if (parts.length > 0) return `${parts.join(', ')}.`;
  return done ? 'Nothing is wrong.' : 'Nothing is wrong so far.';
}

function count(number: number, noun: string): string {
  if (number === 0) return '';
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
