import type { Finding } from '../../../../shared/contract/doctor.ts';
import type { Network } from '../../../../shared/contract/network.ts';
import { proxyLabel } from '../../network/proxy-url.ts';
import type { ServerConfig } from '../../settings/settings-schema.ts';
import { connectTo } from '../connect.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { explainDial } from '../explain-dial.ts';
import { findings } from '../findings.ts';
import { lookAtEach } from '../look-at-each.ts';
import { probeSignal } from '../probe-signal.ts';

const FROM: Record<Network['proxyMode'], string> = {
  environment: 'of the environment',
  none: 'of the settings',
  own: 'of the settings',
};

/** Whether a proxy is in the way to each exit server, and connects to it. */
export async function checkProxy(parts: DoctorParts, signal: AbortSignal): Promise<Finding[]> {
  const { servers } = parts.settings.value;
  if (servers.length > 0) return lookAtEach(servers, (server) => lookAt(parts, server, signal));
  const { proxyMode } = parts.network.view.value;
  return [
    findings.skipped(
      'Proxy',
      proxyMode === 'own' ? 'There is no server to reach through it yet.' : 'None is needed yet.',
    ),
  ];
}

async function lookAt({ network }: DoctorParts, { label, url }: ServerConfig, signal: AbortSignal): Promise<Finding> {
  const target = new URL(url);
  try {
    const proxy = await network.routeTo(url);
    if (proxy === undefined) return findings.ok(label, 'It is reached directly, without a proxy.');
    (await connectTo(target, proxy, probeSignal(signal))).destroy();
    const from = FROM[network.view.value.proxyMode];
    return findings.ok(label, `The proxy ${proxyLabel(proxy)} ${from} connects to it.`);
  } catch (error) {
    return explainDial(label, target.host, error);
  }
}
