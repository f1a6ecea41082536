import type { Finding } from '../../../../shared/contract/doctor.ts';
import { EMBEDDED_SERVER_ID, type Server } from '../../../../shared/contract/server.ts';
import type { ServerConfig } from '../../settings/settings-schema.ts';
import { LinkDialer } from '../../tunnels/link-dialer.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { explainDial } from '../explain-dial.ts';
import { findings } from '../findings.ts';
import { lookAtEach } from '../look-at-each.ts';
import { probeSignal } from '../probe-signal.ts';

const OVER = { websocket: 'a WebSocket', 'long-polling': 'long-polling', memory: 'memory' } as const;

/** Whether the exit servers are reached and take their tokens, as a session would. A connection of its own is opened for that, and closed. */
export async function checkLink(parts: DoctorParts, signal: AbortSignal): Promise<Finding[]> {
  const own = await lookAtEach(parts.settings.value.servers, (server) => lookAt(parts, server, signal));
  return [...own, embedded(parts)];
}

async function lookAt(parts: DoctorParts, { id, label, url }: ServerConfig, signal: AbortSignal): Promise<Finding> {
  const { host } = new URL(url);
  // Another app of the same folder has the key to it: that this one has not is no fault of the link.
  if (shown(parts, id)?.tokenState === 'out-of-reach') {
    return findings.skipped(label, 'Its token cannot be read here, so it was not tried.');
  }
  try {
    const endpoint = await parts.servers.endpoint(id);
    const startedAt = performance.now();
    const transport = await new LinkDialer(parts.log).dial(endpoint, probeSignal(signal));
    const took = Math.round(performance.now() - startedAt);
    transport.destroy({ code: 'closed', message: 'The doctor has seen enough.' });
    const found = `${host} takes the token, over ${OVER[transport.kind]} that was open after ${took} ms.${session(parts, id)}`;
    if (transport.kind !== 'long-polling') return findings.ok(label, found);
    return findings.warning(
      label,
      found,
      'Ask the administrator of this network to let WebSockets through: they are faster.',
    );
  } catch (error) {
    return explainDial(label, host, error);
  }
}

function shown({ servers }: DoctorParts, id: string): Server | undefined {
  return servers.servers.value.find((server) => server.id === id);
}

function session(parts: DoctorParts, id: string): string {
  const server = shown(parts, id);
  if (server?.connected !== true) return '';
  return server.rttMs === undefined
    ? ' The app is connected.'
    : ` The app is connected, with a round trip of ${server.rttMs.toFixed(1)} ms.`;
}

function embedded(parts: DoctorParts): Finding {
  const server = shown(parts, EMBEDDED_SERVER_ID);
  const about = server?.label ?? 'This computer';
  return server?.connected === true
    ? findings.ok(about, 'The exit server inside the app runs.')
    : findings.skipped(about, 'The exit server inside the app runs only while a tunnel uses it.');
}
