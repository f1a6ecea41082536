import { describe, expect, it } from 'vitest';
import type { CheckName, DoctorReport } from '../../../shared/contract/doctor.ts';
import { DOCTOR_CHECKS } from '../../../shared/contract/doctor.ts';
import { Doctor } from './doctor.ts';
import type { DoctorCheck, DoctorParts } from './doctor-parts.ts';
import { findings } from './findings.ts';

const fine: DoctorCheck = async () => [findings.ok('All', 'It is well.')];
/** None of the checks here looks at anything. */
const NO_PARTS = {} as DoctorParts;

function doctorWith(changed: Partial<Record<CheckName, DoctorCheck>> = {}): Doctor {
  const all = Object.fromEntries(DOCTOR_CHECKS.map((check) => [check, fine])) as Record<CheckName, DoctorCheck>;
  return new Doctor(NO_PARTS, '1.2.3', { ...all, ...changed });
}

describe('Doctor', () => {
  it('runs all checks at once, and tells as each ends', async () => {
    const slow = Promise.withResolvers<void>();
    const doctor = doctorWith({ link: () => slow.promise.then(() => fine(NO_PARTS, AbortSignal.abort())) });
    const seen: DoctorReport[] = [];
    const live = doctor.examine();
    live.subscribe((report) => seen.push(report));
    await expect.poll(() => live.value.checks.filter(({ tookMs }) => tookMs !== undefined).length).toBe(7);
    expect(live.value).toMatchObject({ done: false, version: '1.2.3' });
    slow.resolve();
    const report = await doctor.report();
    expect(report.done).toBe(true);
    expect(report.checks.map(({ check }) => check)).toEqual(DOCTOR_CHECKS);
    expect(seen.length).toBe(9);
  });

  it('joins whoever asks while it runs, and runs again after', async () => {
    const doctor = doctorWith();
    const first = doctor.examine();
    expect(doctor.examine()).toBe(first);
    await doctor.report();
    await expect.poll(() => doctor.examine() === first).toBe(false);
  });

  it('reports a check that fails, and goes on with the others', async () => {
    const { checks } = await doctorWith({ disk: () => Promise.reject(new Error('no such luck')) }).report();
    expect(checks.find(({ check }) => check === 'disk')?.findings).toMatchObject([
      { verdict: 'failed', found: 'It could not look: no such luck', nextStep: expect.any(String) },
    ]);
    expect(checks.filter(({ findings: [found] }) => found?.verdict === 'ok')).toHaveLength(7);
  });

  it('breaks off what runs when the app ends', async () => {
    const doctor = doctorWith({ dns: () => new Promise(() => {}) });
    const report = doctor.report();
    doctor.stop();
    const dns = (await report).checks.find(({ check }) => check === 'dns');
    expect(dns?.findings).toMatchObject([{ verdict: 'failed' }]);
  });
});
