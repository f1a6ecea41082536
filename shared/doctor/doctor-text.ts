import type { CheckReport, DoctorReport } from '../contract/doctor.ts';
import { plainText } from '../plain-text.ts';
import { CHECK_LABELS } from './check-labels.ts';
import { doctorSummary } from './doctor-summary.ts';

/** Wide enough for the longest label and the longest verdict, with two spaces behind. */
const LABEL_WIDTH = 9;
const VERDICT_WIDTH = 9;

/** A report as plain text for a terminal or a mail, one finding a line with its next step below. */
export function doctorText(report: DoctorReport): string {
  const { version, platform, at, checks } = report;
  const head = `Porthole ${version} on ${platform}, ${new Date(at).toISOString()}`;
  return `${[head, '', ...checks.flatMap(checkLines), '', doctorSummary(report)].join('\n')}\n`;
}

function checkLines({ check, findings, tookMs }: CheckReport): string[] {
  if (tookMs === undefined) return [`${CHECK_LABELS[check].padEnd(LABEL_WIDTH)}running`];
  return findings.flatMap(({ about, verdict, found, nextStep }, index) => {
    const label = (index === 0 ? CHECK_LABELS[check] : '').padEnd(LABEL_WIDTH);
    const text = `${label}${verdict.padEnd(VERDICT_WIDTH)}${plainText.line(about)}: ${plainText.line(found)}`;
    const indent = ' '.repeat(LABEL_WIDTH + VERDICT_WIDTH);
    return nextStep === undefined ? [text] : [text, `${indent}→ ${plainText.line(nextStep)}`];
  });
}
