import type { DoctorReport } from '../shared/contract/doctor.ts';
import { doctorText } from '../shared/doctor/doctor-text.ts';
import { worstVerdict } from '../shared/doctor/worst-verdict.ts';
import { plainText } from '../shared/plain-text.ts';
import { CommandError } from './command-error.ts';
import { lookAtApp } from './look-at-app.ts';

export interface DoctorFlags {
  json?: boolean;
  dataDir?: string;
}

/** `porthole doctor`: says what is wrong between this computer and its public URLs. The exit code is 1 where something is. */
export async function doctor({ json, dataDir }: DoctorFlags): Promise<void> {
  const report = await lookAtApp(dataDir, {
    running: async (client) => lastOf(await client.doctor.run()),
    resting: (engine) => engine.doctor.report(),
  });
  process.stdout.write(json ? `${plainText.json(report)}\n` : doctorText(report));
  if (worstVerdict(report.checks.flatMap(({ findings }) => findings)) === 'failed') process.exitCode = 1;
}

async function lastOf(reports: AsyncIterable<DoctorReport>): Promise<DoctorReport> {
  let last: DoctorReport | undefined;
  for await (const report of reports) last = report;
  if (last?.done !== true) throw new CommandError(1, 'Porthole ended while it was asked.');
  return last;
}
