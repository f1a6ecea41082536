import { describe, expect, it } from 'vitest';
import type { DoctorReport } from '../contract/doctor.ts';
import { doctorText } from './doctor-text.ts';
import { worstVerdict } from './worst-verdict.ts';

const REPORT: DoctorReport = {
  at: Date.UTC(2026, 4, 3, 14, 2),
  done: true,
  version: '1.2.3',
  platform: 'linux-x64',
  checks: [
    {
      check: 'link',
      tookMs: 12,
      findings: [
        { about: 'exit.example.com', verdict: 'ok', found: 'It takes the token.' },
        { about: 'other', verdict: 'failed', found: 'It said\u001b[2J\r\nno.', nextStep: 'Enter a new token.' },
      ],
    },
    {
      check: 'disk',
      tookMs: 1,
      findings: [{ about: 'Room', verdict: 'warning', found: 'Little.', nextStep: 'Make room.' }],
    },
  ],
};

describe('doctorText', () => {
  it('is one line a finding with its next step, and no control character of anybody', () => {
    expect(doctorText(REPORT)).toBe(
      [
        'Porthole 1.2.3 on linux-x64, 2026-05-03T14:02:00.000Z',
        '',
        'Link     ok       exit.example.com: It takes the token.',
        '         failed   other: It said [2J no.',
        '                  → Enter a new token.',
        'Disk     warning  Room: Little.',
        '                  → Make room.',
        '',
        '1 problem, 1 warning.',
        '',
      ].join('\n'),
    );
  });

  it('says what still runs', () => {
    expect(doctorText({ ...REPORT, done: false, checks: [{ check: 'tls', findings: [] }] })).toContain(
      'TLS      running\n\nNothing is wrong so far.',
    );
  });
});

describe('worstVerdict', () => {
  it.each([
    [[], 'skipped'],
    [['skipped', 'ok'], 'ok'],
    [['ok', 'warning', 'skipped'], 'warning'],
    [['failed', 'warning'], 'failed'],
  ] as const)('of %j is %s', (verdicts, worst) => {
    expect(worstVerdict(verdicts.map((verdict) => ({ verdict })))).toBe(worst);
  });
});
