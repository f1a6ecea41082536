import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CommandProcess } from './command-process.ts';
import { processGroup } from './process-group.ts';

/** Runs a command, and tells what it said. */
function run(command: string, cwd = tmpdir()) {
  const lines: string[] = [];
  const ends: string[] = [];
  const running = new CommandProcess(command, cwd, {
    onLine: (line) => lines.push(line),
    onEnd: (how) => ends.push(how),
  });
  return { running, lines, ends };
}

describe.skipIf(process.platform === 'win32')('CommandProcess', () => {
  it('runs what the shell makes of it, and tells both outputs and the end', async () => {
    const { running, lines, ends } = run('echo "$((40 + 2))"; echo wrong >&2; exit 3');
    await expect.poll(() => [lines.toSorted(), ends]).toEqual([['42', 'wrong'], ['code 3']]);
    await running.stop();
  });

  it('says that the folder is not there', async () => {
    const { running, ends } = run('true', '/nowhere/at/all');
    await expect.poll(() => ends).toEqual(['the folder /nowhere/at/all is not there']);
    await running.stop();
  });

  it.each([
    ['a folder that became a file', 'true', process.execPath, `${process.execPath} is not a folder`],
    // Longer than one argument may be on any system (Linux: MAX_ARG_STRLEN, 128 KiB).
    ['a command that is too long', `true ${'x'.repeat(2 ** 21)}`, tmpdir(), 'E2BIG'],
  ])('says that it could not be started: %s', async (_what, command, cwd, how) => {
    const { running, ends } = run(command, cwd);
    expect(ends).toEqual([]);
    await expect.poll(() => ends).toEqual([how]);
    await running.stop();
  });

  it('ends all that it has started, what runs in the background too, and kills what does not listen', async () => {
    const { running, lines, ends } = run(
      "trap '' TERM; sleep 600 & (trap '' TERM; sleep 600) & echo $$; wait; sleep 600",
    );
    await expect.poll(() => lines).toHaveLength(1);
    const group = Number(lines[0]);
    expect(processGroup.isRunning(group)).toBe(true);
    await running.stop();
    expect(processGroup.isRunning(group)).toBe(false);
    await expect.poll(() => ends).toEqual(['SIGKILL']);
    expect(process.listenerCount('exit')).toBe(0);
  });

  // Elsewhere a group is asked for without a file.
  it.runIf(process.platform === 'linux')(
    'ends what it has left though no file can be opened to look for it',
    async () => {
      const program = join(import.meta.dirname, 'testing/end-without-files.ts');
      // A low limit, so that all can be taken at once.
      const limited = ['-c', 'ulimit -n 256; exec "$0" "$1"', process.execPath, program];
      const { stdout } = await promisify(execFile)('/bin/sh', limited);
      expect(stdout.trim().split('\n')).toEqual(['the command ended (code 1)', 'nothing is left']);
    },
  );
});
