import { join } from 'node:path';
import { Processes } from '../../e2e/fixtures/processes.ts';
import { TEST_TOKEN } from '../../exit/testing/test-exit.ts';
import { ROOT } from '../../scripts/setup/checkout.js';
import { type PortholeServer, startPortholeServer } from '../peers/porthole.ts';
import type { Figures } from './measure.ts';

/** Sessions and streams before the first reading, so that what the code itself takes when it first runs is not counted. */
const FIRST = { sessions: 50, streams: 4 };

const IDLE_SESSIONS = 1000;

/** Sessions whose tunnels have idle streams: 10,000 together. */
const WITH_STREAMS = { sessions: 100, streams: 100 };

/** KiB that the exit server's process takes. */
interface Memory {
  resident: number;
  /** Used part of V8's heap, and what hangs on it outside. */
  used: number;
}

/**
 * Measures KiB per idle session and per idle stream in an exit server of its own: what its own metrics say after a collection of all
 * garbage, before and after 1,000 sessions (each with one tunnel), and 10,000 streams.
 */
export async function measureIdleMemory(signal: AbortSignal): Promise<Figures> {
  await using processes = new Processes();
  const collector = join(ROOT, 'e2e/fixtures/collect-on-signal.ts');
  const server = await startPortholeServer(processes, {
    nodeFlags: ['--expose-gc', '--import', collector],
    token: TEST_TOKEN,
  });
  let readings = 0;
  const add = async ({ sessions, streams }: { sessions: number; streams: number }): Promise<Memory> => {
    signal.throwIfAborted();
    const args = [server.controlPort, server.dataPort, sessions, streams].map(String);
    await processes.startEntry('bench/measure/idle-clients.ts', args, { ready: /^idle$/ });
    server.program.signal('SIGUSR2');
    readings += 1;
    await server.program.waitForLine(new RegExp(`^collected ${readings} `));
    return readMemory(server);
  };
  const atFirst = await add(FIRST);
  const withSessions = await add({ sessions: IDLE_SESSIONS, streams: 0 });
  const withStreams = await add(WITH_STREAMS);
  const perSession = (kind: keyof Memory) => (withSessions[kind] - atFirst[kind]) / IDLE_SESSIONS;
  const perStream = (kind: keyof Memory) =>
    (withStreams[kind] - withSessions[kind] - WITH_STREAMS.sessions * perSession(kind)) /
    (WITH_STREAMS.sessions * WITH_STREAMS.streams);
  return {
    sessionResident: perSession('resident'),
    sessionUsed: perSession('used'),
    streamResident: perStream('resident'),
    streamUsed: perStream('used'),
  };
}

async function readMemory({ controlPort }: PortholeServer): Promise<Memory> {
  const headers = { Authorization: `Bearer ${TEST_TOKEN}` };
  const response = await fetch(`http://127.0.0.1:${controlPort}/metrics`, { headers });
  const text = await response.text();
  const kibibytes = (name: string) => {
    const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`the exit server's metrics have no ${name}`);
    return Number(value) / 1024;
  };
  return {
    resident: kibibytes('process_resident_memory_bytes'),
    used: kibibytes('nodejs_heap_size_used_bytes') + kibibytes('nodejs_external_memory_bytes'),
  };
}
