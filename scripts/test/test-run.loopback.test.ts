import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { TestRun } from './test-run.ts';

const TIMEOUT_MS = 30_000;
/** Nothing that these stages leave running ends by itself. */
const PATIENCE_MS = 500;

const stage = (script: string, more: Partial<Stage> = {}): Stage => ({
  name: 'sample',
  command: ['node', '-e', script],
  timeoutMs: TIMEOUT_MS,
  ...more,
});

const writeReport = (report: object) =>
  `require('node:fs').writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, ${JSON.stringify(JSON.stringify(report))});`;

const playwrightReport = (expected: number, unexpected = 0) =>
  writeReport({ stats: { expected, unexpected, flaky: 0, skipped: 0 } });

describe('TestRun', () => {
  let run: TestRun;
  beforeEach(() => {
    run = new TestRun(PATIENCE_MS);
  });
  afterEach(() => run.endLeftovers());

  test('counts a stage without a report as one check', async () => {
    expect(await run.runStage(stage(''))).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(await run.runStage(stage('process.exitCode = 1'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('counts the tests of a report', async () => {
    const failing = stage(`${playwrightReport(3, 2)} process.exitCode = 1`, { report: 'playwright' });
    expect(await run.runStage(failing)).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  test('counts a stage that fails outside its tests as a failure', async () => {
    const failing = stage(`${playwrightReport(3)} process.exitCode = 1`, { report: 'playwright' });
    expect(await run.runStage(failing)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  test('counts a stage that writes no report, or ran no test, as a failure', async () => {
    const crashed = stage('process.kill(process.pid, "SIGKILL")', { report: 'playwright' });
    expect(await run.runStage(crashed)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    const empty = stage(playwrightReport(0), { report: 'playwright' });
    expect(await run.runStage(empty)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('counts a program that cannot be started as a failure', async () => {
    const missing = stage('', { command: ['no-such-program'] });
    expect(await run.runStage(missing)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('ends a stage that takes too long', async () => {
    const endless = stage('setInterval(() => {}, 1000)', { timeoutMs: 200 });
    expect(await run.runStage(endless)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('runs nothing more once it is interrupted', async () => {
    run.interrupt();
    expect(await run.runStage(stage(''))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test.runIf(process.platform === 'linux')('names and ends what a stage leaves running', async () => {
    const sleeper = 'setInterval(() => {}, 1000) // the one left behind';
    const spawnSleeper = `
      const options = { detached: true, stdio: 'ignore' };
      require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleeper)}], options).unref();
    `;
    await run.runStage(stage(spawnSleeper));
    const [line = '', ...others] = await run.endLeftovers();
    expect(others).toEqual([]);
    expect(line).toContain('the one left behind');
    const pid = /process (\d+)/.exec(line)?.[1];
    await expect.poll(() => stateOf(pid)).toMatch(/gone|Z/);
  });
});

function stateOf(pid: string | undefined): string {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return 'gone';
  }
}
