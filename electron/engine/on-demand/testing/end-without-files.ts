/**
 * A program for a test: a command ends by itself while this process may open no more files, and leaves a child behind that ignores SIGTERM. Prints
 * whether that child is still there once all of the command was stopped.
 */
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CommandProcess } from '../command-process.ts';
import { processGroup } from '../process-group.ts';

// What was trapped as '' stays so in children; SIGUSR1 ends the shell alone.
const COMMAND = "trap '' TERM; trap 'exit 1' USR1; sleep 600 & echo $$; wait";

const started = Promise.withResolvers<number>();
const ended = Promise.withResolvers<string>();
const command = new CommandProcess(COMMAND, tmpdir(), {
  onLine: (line) => started.resolve(Number(line)),
  onEnd: ended.resolve,
});
const group = await started.promise;
const taken = takeAllFiles();
process.kill(group, 'SIGUSR1');
console.log(`the command ended (${await ended.promise})`);
await command.stop();
for (const file of taken) closeSync(file);
console.log(processGroup.isRunning(group) ? 'its child is left' : 'nothing is left');

/** Opens files until the system lets it have no more. */
function takeAllFiles(): number[] {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch {
    return files;
  }
}
