import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutEnvironment, ROOT } from '../setup/checkout.js';
import { findLeftovers, RUN_MARKER } from './leftovers.ts';
import { readReport } from './read-report.ts';
import type { Stage } from './stage.ts';
import type { Tally } from './tally.ts';

/** All stages together stay under this, so that the outcome is told before a CI machine gives up at 20 minutes. */
const WHOLE_RUN_MS = 19 * 60_000;

/** Time for browsers and servers to end by themselves after the stage that used them: seconds on a busy machine, whose cores they share. */
const LEFTOVER_PATIENCE_MS = 20_000;

const isWindows = process.platform === 'win32';

/** Runs stages one after the other, in a folder for temporary files that all their processes share and nobody else uses. */
export class TestRun {
  readonly #id = randomUUID();
  readonly #folder = mkdtempSync(join(tmpdir(), 'porthole-test-'));
  readonly #deadline = performance.now() + WHOLE_RUN_MS;
  readonly #patienceMs: number;
  #running: ChildProcess | undefined;
  #interrupted = false;

  /** @param patienceMs how long `endLeftovers` waits; for tests */
  constructor(patienceMs: number = LEFTOVER_PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  reportFile(stage: string): string {
    return join(this.#folder, `${stage}-report.json`);
  }

  /** Runs one stage to its end, or to the end of its time. */
  async runStage(stage: Stage): Promise<Tally> {
    const timeoutMs = Math.min(stage.timeoutMs, this.#deadline - performance.now());
    if (timeoutMs <= 0 || this.#interrupted) {
      const why = this.#interrupted ? 'the run was interrupted' : 'the time for all tests is up';
      process.stdout.write(`${stage.name}: not run, ${why}\n`);
      return { passed: 0, failed: 1, skipped: 0 };
    }
    const succeeded = await this.#run(stage, timeoutMs);
    if (stage.report === undefined) {
      return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
    }
    const tally = readReport(stage.report, this.reportFile(stage.name)) ?? { passed: 0, failed: 1, skipped: 0 };
    const ran = tally.passed + tally.failed + tally.skipped > 0;
    // A stage may fail outside its tests: a file that cannot be loaded, an error nobody caught, no test found.
    return (succeeded && ran) || tally.failed > 0 ? tally : { ...tally, failed: 1 };
  }

  /** Ends what the stages left running. Returns a line about each such process: there should be none. */
  async endLeftovers(): Promise<string[]> {
    const giveUp = performance.now() + this.#patienceMs;
    let leftovers = findLeftovers(this.#id, this.#folder);
    while (leftovers.length > 0 && performance.now() < giveUp) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      leftovers = findLeftovers(this.#id, this.#folder);
    }
    for (const { pid } of leftovers) {
      killQuietly(pid, 'SIGKILL');
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    return leftovers.map(({ pid, command }) => `left running: ${command} (process ${pid})`);
  }

  /** Ends the running stage; those that follow are not run. */
  interrupt(): void {
    this.#interrupted = true;
    this.#endRunning('SIGTERM');
  }

  #run(stage: Stage, timeoutMs: number): Promise<boolean> {
    const [program, ...args] = stage.command;
    return new Promise((resolve) => {
      const child = spawn(program, args, {
        cwd: ROOT,
        env: this.#environment(stage),
        stdio: ['ignore', 'inherit', 'inherit'],
        // A group of its own, so that a stage that hangs is ended with its children.
        detached: !isWindows,
        shell: isWindows,
      });
      this.#running = child;
      const timer = setTimeout(() => {
        process.stdout.write(`${stage.name}: ended after ${Math.round(timeoutMs / 1000)} s, it takes too long\n`);
        this.#endRunning('SIGKILL');
      }, timeoutMs);
      const finish = (succeeded: boolean) => {
        clearTimeout(timer);
        this.#running = undefined;
        resolve(succeeded);
      };
      child.once('error', (error) => {
        process.stdout.write(`${stage.name}: ${error.message}\n`);
        finish(false);
      });
      child.once('exit', (code) => finish(code === 0));
    });
  }

  #environment(stage: Stage): NodeJS.ProcessEnv {
    const environment: NodeJS.ProcessEnv = {
      ...checkoutEnvironment(),
      [RUN_MARKER]: this.#id,
      TMPDIR: this.#folder,
      // Tests start some hundred programs of ours: three fifths of a start is making JavaScript of the same TypeScript again.
      NODE_COMPILE_CACHE: join(this.#folder, 'compile-cache'),
      PLAYWRIGHT_JSON_OUTPUT_FILE: this.reportFile(stage.name),
    };
    if (process.stdout.isTTY) {
      return environment;
    }
    // Vitest takes FORCE_COLOR=0 for a wish for colours; Playwright sets FORCE_COLOR itself, and Node then warns about both.
    const { NO_COLOR, FORCE_COLOR, ...plain } = environment;
    return { ...plain, ...(stage.report === 'playwright' ? { FORCE_COLOR: '0' } : { NO_COLOR: '1' }) };
  }

  #endRunning(signal: NodeJS.Signals): void {
    const pid = this.#running?.pid;
    if (pid !== undefined) {
      killQuietly(isWindows ? pid : -pid, signal);
    }
  }
}

/** Sends a signal to a process, or with a negative number to a group, that may have ended already. */
function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}
