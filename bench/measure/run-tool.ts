import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemProgram } from '../../e2e/fixtures/system-program.ts';

const run = promisify(execFile);

/** Runs a program of the system to its end and returns both its outputs. Rejects when it fails or `signal` is aborted. */
export async function runTool(command: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const { stdout, stderr } = await run(systemProgram(command), args, { signal });
  return stdout + stderr;
}
