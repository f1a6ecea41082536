import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildProgram } from '../../e2e/fixtures/child-program.ts';
import type { Processes } from '../../e2e/fixtures/processes.ts';
import { NODE, ROOT } from '../../scripts/setup/checkout.js';
import type { Endpoint, Peer, PeerName } from './peer.ts';
import type { Upstream } from './upstream.ts';

const TOKEN = 'the-token-of-a-benchmark-on-loopback-0123456789';

/** Our exit server as a process of its own. */
export interface PortholeServer {
  program: ChildProgram;
  controlPort: number;
  dataPort: number;
  tokenFile: string;
}

export interface PortholeServerOptions {
  /** For Node, e.g. for a profile. */
  nodeFlags?: readonly string[];
  /** More flags of the exit server. */
  flags?: readonly string[];
  token?: string;
}

/** Starts the exit server as its users run it. */
export async function startPortholeServer(
  processes: Processes,
  { nodeFlags = [], flags: more = [], token = TOKEN }: PortholeServerOptions = {},
): Promise<PortholeServer> {
  const tokenFile = join(await processes.temporaryFolder(), 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const addresses = ['--control-addr', '127.0.0.1:0', '--data-addr', '127.0.0.1:0', '--tcp-addr', '127.0.0.1'];
  const flags = [...addresses, '--tcp-ports', '0', '--token-file', tokenFile, ...more];
  const args = [...nodeFlags, join(ROOT, 'exit/main.ts'), ...flags];
  const program = await processes.start(NODE, args, { cwd: ROOT, ready: /^control plane on .*:(\d+)$/ });
  const controlPort = Number((await program.ready)?.[1]);
  const dataPort = Number((await program.waitForLine(/^data plane on .*:(\d+)$/))[1]);
  return { program, controlPort, dataPort, tokenFile };
}

/** One share of a port by our client as a process of its own. */
export interface PortholeShare {
  endpoint: Endpoint;
  program: ChildProgram;
}

export interface ShareOptions {
  /** Of the shared service, on 127.0.0.1. */
  port: number;
  kind: 'http' | 'tcp';
  name: string;
  nodeFlags?: string[];
  /** Of the control plane. */
  scheme?: 'ws' | 'wss';
  env?: NodeJS.ProcessEnv;
}

/** Starts a client that shares a port over the server; resolves once it is reachable. */
export async function startPortholeShare(
  processes: Processes,
  server: PortholeServer,
  { port, kind, name, nodeFlags = [], scheme = 'ws', env = {} }: ShareOptions,
): Promise<PortholeShare> {
  const flags = [
    '--server',
    `${scheme}://127.0.0.1:${server.controlPort}`,
    '--token-file',
    server.tokenFile,
    '--name',
    name,
  ];
  if (kind === 'tcp') flags.push('--tcp');
  const args = [...nodeFlags, join(ROOT, 'cli/main.ts'), 'share', `127.0.0.1:${port}`, ...flags];
  const program = await processes.start(NODE, args, { cwd: ROOT, env, ready: /^(\S+:\/\/\S+) -> / });
  const publicUrl = new URL((await program.ready)?.[1] ?? '');
  const visitorPort = kind === 'tcp' ? Number(publicUrl.port) : server.dataPort;
  return { endpoint: { port: visitorPort, host: publicUrl.host }, program };
}

export interface PortholePeerOptions {
  kind: 'http' | 'tcp';
  name: PeerName;
  /** Puts something between clients and control plane; returns the port that clients dial. */
  between?: (controlPort: number) => Promise<number>;
}

/** Our exit server with clients that share the upstream. */
export async function startPortholePeer(
  processes: Processes,
  upstream: Upstream,
  { kind, name, between }: PortholePeerOptions,
): Promise<Peer> {
  const server = await startPortholeServer(processes);
  const dialled = between === undefined ? server : { ...server, controlPort: await between(server.controlPort) };
  const share = (port: number, name: string) => startPortholeShare(processes, dialled, { port, kind, name });
  const web = await share(upstream.port, 'web');
  const echo = await share(upstream.echoPort, 'echo');
  const pids = [server.program, web.program, echo.program].map((program) => Number(program.pid));
  return { name, web: web.endpoint, echo: echo.endpoint, pids };
}
