import { type ChildProcess, spawn } from 'node:child_process';
import { commandEnvironment } from './command-environment.ts';
import { OutputLines } from './output-lines.ts';
import { processGroup } from './process-group.ts';

/**
 * How long a command has to end after SIGTERM before it is killed, ms. Dev servers end at once; the app itself waits 5 s for everything when it quits.
 */
export const STOP_GRACE_MS = 3_000;
/** How long an ended command's output is waited for, ms: what it has left in the background may hold it open for ever. */
const LAST_WORDS_MS = 250;
/** How often it is looked whether all of a group has ended: a grandchild's end gives no event. */
const LOOK_MS = 25;

export interface CommandProcessEvents {
  onLine(line: string): void;
  /** The shell has ended by itself or was ended: its exit code, or the signal. Once; also where it could not be started. */
  onEnd(how: string): void;
}

/** A command of the user's that runs in a process group of its own, by the user's shell. */
export class CommandProcess {
  /** Undefined where it could not be started. */
  readonly #child: ChildProcess | undefined;
  #ended = false;

  /** Never throws; no event comes before it has returned. */
  constructor(command: string, cwd: string, events: CommandProcessEvents) {
    const end = (how: string) => {
      if (this.#ended) return;
      this.#ended = true;
      events.onEnd(how);
    };
    const fail = (error: NodeJS.ErrnoException) => end(explain(error, cwd));
    let child: ChildProcess;
    try {
      child = spawnShell(command, cwd);
    } catch (error) {
      // Node tells of some reasons by an event, and throws the others.
      queueMicrotask(() => fail(error as NodeJS.ErrnoException));
      return;
    }
    this.#child = child;
    if (child.pid !== undefined) processGroup.add(child.pid);
    for (const stream of [child.stdout, child.stderr]) {
      const lines = new OutputLines(events.onLine);
      stream?.on('data', (chunk: Buffer) => lines.push(chunk));
      stream?.on('end', () => lines.end());
    }
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      const how = signal === null ? `code ${code}` : signal;
      // Its last words may still be on their way.
      child.on('close', () => end(how));
      setTimeout(() => end(how), LAST_WORDS_MS).unref();
    });
  }

  /** Ends it and all that it has started. Resolves when nothing of it is left, or cannot be ended; never rejects. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const { pid } = child;
    await processGroup.signal(pid, 'SIGTERM');
    let isGone = await this.#goneWithin(pid, STOP_GRACE_MS);
    if (!isGone) {
      await processGroup.signal(pid, 'SIGKILL');
      isGone = await this.#goneWithin(pid, STOP_GRACE_MS);
    }
    // What may be left is killed once more when this process ends.
    if (isGone) processGroup.remove(pid);
    // Whoever left the group may hold them open.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }

  async #goneWithin(pid: number, ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    while (processGroup.isRunning(pid)) {
      if (performance.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return true;
  }
}

/** The command is the user's own text for the user's own shell: nothing is put into it, and so nothing needs quoting. */
function spawnShell(command: string, cwd: string): ChildProcess {
  const env = commandEnvironment(process.env);
  if (process.platform === 'win32') {
    // /s: cmd.exe takes the outer quotes away and leaves all others alone.
    const args = ['/d', '/s', '/c', `"${command}"`];
    const options = { cwd, env, windowsVerbatimArguments: true, windowsHide: true };
    return spawn(env.ComSpec ?? 'cmd.exe', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  return spawn('/bin/sh', ['-c', command], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

function explain(error: NodeJS.ErrnoException, cwd: string): string {
  // Node names the shell, though it is the folder that is missing.
  if (error.code === 'ENOENT') return `the folder ${cwd} is not there`;
  if (error.code === 'ENOTDIR') return `${cwd} is not a folder`;
  return error.code ?? error.message;
}
