import { connect } from 'node:net';
import type { ChildProgram } from '../../e2e/fixtures/child-program.ts';
import { type Processes, withFreePort } from '../../e2e/fixtures/processes.ts';
import { startSshd } from '../../e2e/fixtures/sshd.ts';
import { systemProgram } from '../../e2e/fixtures/system-program.ts';
import type { Endpoint, Peer } from './peer.ts';
import type { Upstream } from './upstream.ts';

/** The fastest cipher on processors with AES instructions. */
const CIPHER = 'aes128-gcm@openssh.com';

/** How long ssh may take to log in and open its ports. */
const READY_MS = 15_000;

/** Debian's OpenSSH with `ssh -R`: the tunnel that everybody has. */
export async function startSshPeer(processes: Processes, upstream: Upstream): Promise<Peer> {
  const server = await startSshd(processes);
  const forward = (port: number) =>
    withFreePort(async (visitorPort) => {
      const options = ['-N', '-c', CIPHER, '-o', 'ExitOnForwardFailure=yes'];
      const ports = `127.0.0.1:${visitorPort}:127.0.0.1:${port}`;
      const args = [...options, '-R', ports, ...server.clientArgs];
      const client = await processes.start(systemProgram('ssh'), args);
      await waitForPort(visitorPort, client);
      const endpoint: Endpoint = { port: visitorPort, host: `127.0.0.1:${visitorPort}` };
      return { endpoint, client };
    });
  const web = await forward(upstream.port);
  const echo = await forward(upstream.echoPort);
  const pids = [server.program, web.client, echo.client].map((program) => Number(program.pid));
  return { name: 'ssh -R', web: web.endpoint, echo: echo.endpoint, pids };
}

/** ssh says nothing when its ports are open: tries until one connects. */
async function waitForPort(port: number, client: ChildProgram): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!(await canConnect(port))) {
    if (client.end !== undefined || performance.now() > deadline)
      throw new Error(`ssh opened no port:\n${client.output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
