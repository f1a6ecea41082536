import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX } from '@tabler/icons-react';
import type { CheckReport, Finding, Verdict } from '../../../shared/contract/doctor.ts';
import { CHECK_LABELS } from '../../../shared/doctor/check-labels.ts';
import { worstVerdict } from '../../../shared/doctor/worst-verdict.ts';
import classes from './doctor-section.module.css';

const ICONS = { ok: IconCircleCheck, skipped: IconCircleMinus, warning: IconAlertTriangle, failed: IconCircleX };
const WORDS: Record<Verdict, string> = { ok: 'Well', skipped: 'Not checked', warning: 'Warning', failed: 'Problem' };

/** One of the doctor's checks: how it went in one sign, and each finding with its next step. */
export function DoctorCheck({ check: { check, findings, tookMs } }: { check: CheckReport }) {
  const label = CHECK_LABELS[check];
  return (
    <li className={classes.check} aria-label={label}>
      <span className={classes.name}>
        {tookMs === undefined ? (
          <Loader size={18} aria-label={`${label}: looking`} />
        ) : (
          <VerdictIcon verdict={worstVerdict(findings)} />
        )}
        {label}
      </span>
      <ul className={classes.findings}>
        {findings.map((finding) => (
          <FindingLine key={`${finding.about} ${finding.found}`} finding={finding} />
        ))}
      </ul>
    </li>
  );
}

function VerdictIcon({ verdict }: { verdict: Verdict }) {
  const Icon = ICONS[verdict];
  return (
    <Icon
      size={18}
      stroke={1.8}
      role="img"
      aria-label={WORDS[verdict]}
      className={classes.icon}
      data-verdict={verdict}
    />
  );
}

function FindingLine({ finding: { about, verdict, found, nextStep } }: { finding: Finding }) {
  return (
    <li data-verdict={verdict}>
      <span className={classes.about}>{about}</span> {found}
      {nextStep !== undefined && <span className={classes.next}>{nextStep}</span>}
    </li>
  );
}
