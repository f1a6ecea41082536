import type { CheckName, Finding } from '../../../../shared/contract/doctor.ts';
import { formatJoinLink } from '../../../../shared/wire/join-link.ts';
import type { Engine } from '../../engine.ts';
import type { EngineParts } from '../../engine-parts.ts';
import { defaultSettings, type Settings } from '../../settings/settings-schema.ts';
import { TestSettingsFile, testEngine } from '../../testing/test-engine.ts';

/** What the doctor of an engine finds in one check, as the app would show it. */
export async function examine(engine: Engine, check: CheckName): Promise<Finding[]> {
  const { checks } = await engine.doctor.report();
  return checks.find((report) => report.check === check)?.findings ?? [];
}

/** An engine that has joined an exit server, and runs nothing. */
export async function joinedEngine(
  server: string,
  {
    token = 'a-token-of-no-server',
    ca,
    ...parts
  }: Partial<EngineParts> & { token?: string; ca?: string | undefined } = {},
): Promise<Engine> {
  const engine = testEngine(parts);
  await engine.servers.join(formatJoinLink({ server, token, ca }));
  return engine;
}

/** An engine with settings of before, which runs nothing. */
export function engineWith(change: Partial<Settings>): Engine {
  return testEngine({ settings: new TestSettingsFile({ ...defaultSettings(), ...change }) });
}
