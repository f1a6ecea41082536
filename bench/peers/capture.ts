import type { Processes } from '../../e2e/fixtures/processes.ts';
import type { Peer } from './peer.ts';
import { startPortholeServer } from './porthole.ts';
import type { Upstream } from './upstream.ts';

/** Our exit server with an app that captures requests, or does not. */
export function startCapturePeer(capture: 'on' | 'off') {
  return async (processes: Processes, upstream: Upstream): Promise<Peer> => {
    const server = await startPortholeServer(processes);
    const control = `ws://127.0.0.1:${server.controlPort}`;
    const args = [control, server.tokenFile, String(upstream.port), capture, await processes.temporaryFolder()];
    const client = await processes.startEntry('bench/peers/capture-client.ts', args, { ready: /^shared at (\S+)$/ });
    const { host } = new URL((await client.ready)?.[1] ?? '');
    const pids = [server.program, client].map((program) => Number(program.pid));
    return { name: `porthole, capture ${capture}`, web: { port: server.dataPort, host }, pids };
  };
}
