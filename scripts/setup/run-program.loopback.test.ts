import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { groupIsRunning } from '../../e2e/fixtures/process-group.ts';
import { Processes } from '../../e2e/fixtures/processes.ts';
import { NODE } from './checkout.js';

const MODULE = pathToFileURL(join(import.meta.dirname, 'run-program.js')).href;

describe('runProgram', () => {
  let processes: Processes;
  beforeEach(() => {
    processes = new Processes();
  });
  afterEach(() => processes.end());

  /** Starts a program that runs `inner` by runProgram and exits with the code that it is given. */
  function startWrapped(inner: string, ready?: RegExp) {
    const outer = `
      import { runProgram } from ${JSON.stringify(MODULE)};
      process.exitCode = await runProgram(process.execPath, ['-e', ${JSON.stringify(inner)}]);
    `;
    return processes.start(NODE, ['--input-type=module', '-e', outer], { ready });
  }

  test('hands back the exit code, and lets the output through', async () => {
    const program = await startWrapped('console.log("hello"); process.exitCode = 7');
    expect(await program.ended).toBe(7);
    expect(program.stdout).toEqual(['hello']);
  });

  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on and waits for the end', async (signal) => {
    const inner = `process.on('${signal}', () => { console.log('got ${signal}'); process.exit(3); });
      setInterval(() => {}, 1000); console.log('ready');`;
    const program = await startWrapped(inner, /ready/);
    program.signal(signal);
    expect(await program.ended).toBe(3);
    expect(program.stdout).toContain(`got ${signal}`);
    await expect.poll(() => groupIsRunning(Number(program.pid))).toBe(false);
  });

  test('tells of a program that a signal ended as shells do', async () => {
    const program = await startWrapped('process.kill(process.pid, "SIGKILL")');
    expect(await program.ended).toBe(128 + 9);
  });
});
