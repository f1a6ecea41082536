import { readlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** A port that something on this machine listens on. */
export interface ListeningPort {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly pid: number | undefined;
  readonly program: string | undefined;
}

/** Lists the TCP ports that are listened on, one entry a port. The library is loaded at the first call: it is large, and no start needs it. */
export async function listListeningPorts(): Promise<ListeningPort[]> {
  const { default: si } = await import('systeminformation');
  const connections = await si.networkConnections();
  const ports = new Map<number, ListeningPort & { addresses: string[] }>();
  for (const { protocol, state, localAddress, localPort, pid, process: program } of connections) {
    if (state !== 'LISTEN' || !protocol.startsWith('tcp')) continue;
    const port = Number(localPort);
    const known = ports.get(port);
    if (known) known.addresses.push(localAddress);
    else ports.set(port, { port, addresses: [localAddress], pid: pid || undefined, program: program || undefined });
  }
  return [...ports.values()];
}

/** Folder name of a process's working directory: the project that it serves. Undefined where the system does not tell. */
export async function projectOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    return basename(await readlink(`/proc/${pid}/cwd`)) || undefined;
  } catch {
    return undefined;
  }
}
