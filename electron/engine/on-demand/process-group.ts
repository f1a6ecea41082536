import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Why a process cannot be looked at: it ended between two looks; or it is another user's, hidden (hidepid, proc(5)), and no signal of this one reaches it. */
const NOT_OURS = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'];

/** Groups that run, so that none outlives this process, however it ends in order. */
const running = new Set<number>();

/** A program and all that it has started, by the id of the program. On Windows, where there are no groups: its tree as it is at the moment. */
export const processGroup = {
  add(pid: number): void {
    if (running.size === 0) process.on('exit', killAll);
    running.add(pid);
  },

  remove(pid: number): void {
    running.delete(pid);
    if (running.size === 0) process.off('exit', killAll);
  },

  /** Whether anything of it is left; what cannot be told, e.g. since no file is free to look, counts as running. */
  isRunning(pid: number): boolean {
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 0);
    } catch {
      return false;
    }
    return process.platform !== 'linux' || hasLiving(pid);
  },

  /** Never rejects. */
  async signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (process.platform === 'win32') await taskkill(pid, signal === 'SIGKILL');
    else kill(pid, signal);
  },
};

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** Processes that have ended and that nobody collects (a container without an init) still take signals. */
function hasLiving(group: number): boolean {
  try {
    return readdirSync('/proc').some((name) => /^\d+$/.test(name) && livesIn(name, group));
  } catch {
    return true;
  }
}

function livesIn(pid: string, group: number): boolean {
  try {
    // proc_pid_stat(5): behind the name in brackets come state, parent and group.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsGroup) === group && state !== 'Z';
  } catch (error) {
    return !NOT_OURS.includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** Without force only programs with a window listen to it; the others are killed after their grace. */
function taskkill(pid: number, force: boolean): Promise<void> {
  const args = ['/pid', String(pid), '/T', ...(force ? ['/F'] : [])];
  return new Promise<void>((resolve) => {
    const killer = spawn('taskkill', args, { stdio: 'ignore', windowsHide: true });
    killer.on('error', () => resolve());
    killer.on('close', () => resolve());
    // `spawn` itself may throw, e.g. for want of memory.
  }).catch(() => undefined);
}

/** Nothing can be waited for any more. */
function killAll(): void {
  for (const pid of running) kill(pid, 'SIGKILL');
}
