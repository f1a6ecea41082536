import { readFile } from 'node:fs/promises';

/** What a program has open besides: its outputs, libraries, data base, listeners. */
const SPARE_FILES = 200;

/** Why this process and those that it starts may not open as many files as so many clients, visitors and streams need; undefined where they may. Linux only. */
export async function filesProblem(counts: {
  clients: number;
  visitors: number;
  streams: number;
}): Promise<string | undefined> {
  // At the exit server: a session and a TCP listener of each client, and all visitors. Everywhere else it is less.
  const needed = 2 * counts.clients + Math.max(counts.visitors, counts.streams) + SPARE_FILES;
  const limits = await readFile('/proc/self/limits', 'utf8');
  // Node raises its own limit to the hard one at its start.
  const allowed = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (allowed >= needed) return undefined;
  return `a process may open ${allowed} files, and ${needed} are needed: raise it with "ulimit -n ${needed}", or make the numbers smaller`;
}
