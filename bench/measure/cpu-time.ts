import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of a second in /proc: USER_HZ, which is 100 on all of Linux's common platforms. */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  parent: number;
  seconds: number;
}

/** Returns the CPU seconds that the processes and all their living descendants have used (proc_pid_stat(5)). */
export function cpuSeconds(pids: readonly number[]): number {
  const processes = readProcesses();
  let sum = 0;
  for (const [pid, { seconds }] of processes) {
    if (isAmong(pid, pids, processes)) sum += seconds;
  }
  return sum;
}

function isAmong(pid: number, roots: readonly number[], processes: Map<number, ProcessTimes>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = processes.get(at)?.parent) {
    if (roots.includes(at)) return true;
  }
  return false;
}

function readProcesses(): Map<number, ProcessTimes> {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // "pid (name) state ppid …", the name may hold spaces and brackets; utime and stime are fields 14 and 15.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = Number(fields[11]) + Number(fields[12]);
      processes.set(Number(name), { parent: Number(fields[1]), seconds: ticks / TICKS_PER_SECOND });
    } catch {
      // It ended between being listed and being read.
    }
  }
  return processes;
}
