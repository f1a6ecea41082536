import net from 'node:net';
import type { Finding } from '../../../../shared/contract/doctor.ts';
import { EMBEDDED_SERVER_ID } from '../../../../shared/contract/server.ts';
import type { TunnelConfig } from '../../../../shared/contract/tunnel.ts';
import { serversOf } from '../../../../shared/contract/tunnel-predicates.ts';
import { folderUpstream } from '../../../../shared/folder-upstream.ts';
import { probeUpstream } from '../../health/upstream-probe.ts';
import { EMBEDDED_DATA_PORT } from '../../servers/server-directory.ts';
import { openUpstream } from '../../tunnels/open-upstream.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { findings } from '../findings.ts';
import { lookAtEach } from '../look-at-each.ts';

const LOOPBACK = '127.0.0.1';

/** Whether the services and folders behind the tunnels answer, and whether the ports that the app itself needs are its own or free. */
export async function checkPorts(parts: DoctorParts): Promise<Finding[]> {
  const { tunnels } = parts.settings.value;
  const running = tunnels.filter(({ enabled }) => enabled);
  const found = await lookAtEach(running, (tunnel) =>
    tunnel.kind === 'forward' ? localPort(parts, tunnel) : service(parts, tunnel),
  );
  const own = [await embeddedPort(parts, running), await metricsPort(parts)];
  const all = [...found, ...own.filter((finding) => finding !== undefined)];
  return all.length > 0 ? all : [findings.skipped('Tunnels', 'None is switched on.')];
}

async function service({ network }: DoctorParts, tunnel: TunnelConfig): Promise<Finding> {
  const { name, upstream, onDemand } = tunnel;
  const where = folderUpstream.read(upstream) ?? upstream.replace(/^[a-z]+:\/\//, '');
  const result = await probeUpstream(openUpstream(tunnel, network.trust));
  if ('tookMs' in result) return findings.ok(name, `${where} answers.`);
  if (onDemand !== undefined) return findings.ok(name, `The first visitor starts the service of ${where}.`);
  return findings.failed(name, result.error.message, 'Start the service, or change where the tunnel leads.');
}

async function localPort({ tunnels }: DoctorParts, { id, name, localPort: port }: TunnelConfig): Promise<Finding> {
  if (port === undefined) return findings.skipped(name, 'It has no local port.');
  const shown = tunnels.tunnels.value.find((tunnel) => tunnel.id === id);
  if (shown?.probes.publicUrl.state === 'ok') return findings.ok(name, `Programs here reach it on port ${port}.`);
  if (await isFree(port)) return findings.ok(name, `Port ${port} is free for it.`);
  const found = `Another program listens on port ${port} of this computer.`;
  return findings.failed(name, found, 'End that program, or choose another local port in the tunnel’s settings.');
}

async function embeddedPort({ servers }: DoctorParts, running: readonly TunnelConfig[]): Promise<Finding | undefined> {
  if (!running.some((tunnel) => serversOf(tunnel).includes(EMBEDDED_SERVER_ID))) return undefined;
  const about = 'Shares on this computer';
  if (servers.servers.value.some(({ id, connected }) => id === EMBEDDED_SERVER_ID && connected)) {
    return findings.ok(about, 'The exit server inside the app has its port.');
  }
  if (await isFree(EMBEDDED_DATA_PORT)) return findings.ok(about, `Port ${EMBEDDED_DATA_PORT} is free for them.`);
  const found = `Another program listens on port ${EMBEDDED_DATA_PORT}, so their addresses get another port at the next start.`;
  return findings.warning(about, found, `End that program where you want addresses with port ${EMBEDDED_DATA_PORT}.`);
}

async function metricsPort({ settings, metricsPort: open }: DoctorParts): Promise<Finding | undefined> {
  const wanted = settings.value.preferences.metricsPort ?? undefined;
  if (wanted === undefined) return undefined;
  const about = 'Metrics';
  if (open() !== undefined) return findings.ok(about, `They are served on port ${open()}.`);
  if (await isFree(wanted)) return findings.ok(about, `Port ${wanted} is free for them.`);
  return findings.failed(about, `Another program listens on port ${wanted}.`, 'Choose another port under Settings.');
}

/** Whether this process could listen there; a port below 1024 that it may not have counts as one in use. */
function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = net.createServer();
  server.once('error', () => resolve(false));
  server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}
