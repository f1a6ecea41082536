import type { PeerCertificate } from 'node:tls';
import { clearWarning } from '../../../../shared/clear-warning.ts';
import type { Finding } from '../../../../shared/contract/doctor.ts';
import { pinnedTls } from '../../../../shared/wire/pinned-ca.ts';
import { CERTIFICATE_NOTICE_MS } from '../../alerts/expiry-conditions.ts';
import { explainCertificate } from '../../health/explain-certificate.ts';
import { isLoopback } from '../../network/environment-proxy.ts';
import { proxyAgent } from '../../network/proxy-agent.ts';
import { connectTo } from '../connect.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { explainDial } from '../explain-dial.ts';
import { findings } from '../findings.ts';
import { lookAtEach } from '../look-at-each.ts';
import { noServers } from '../no-servers.ts';
import { probeSignal } from '../probe-signal.ts';
import { publicUrls } from '../public-urls.ts';
import { tlsHandshake } from '../tls-handshake.ts';

/** Where TLS is spoken, or is not. */
interface Place {
  readonly url: URL;
  readonly pin?: string | undefined;
  /** A control plane, whose certificate may be of a CA that browsers do not know. */
  readonly isControl: boolean;
}

/** Whether exit servers and public URLs prove who they are, and for how long yet. */
export async function checkTls(parts: DoctorParts, signal: AbortSignal): Promise<Finding[]> {
  const own = parts.settings.value.servers.map(
    ({ url, ca }): Place => ({ url: new URL(url), pin: ca, isControl: true }),
  );
  const shown = publicUrls(parts)
    .filter(({ url }) => url.protocol === 'https:')
    .map(({ url }): Place => ({ url, isControl: false }));
  if (own.length === 0) return [noServers()];
  return lookAtEach([...own, ...shown], (place) => lookAt(parts, place, signal));
}

async function lookAt(parts: DoctorParts, place: Place, signal: AbortSignal): Promise<Finding> {
  const { host, protocol, href } = place.url;
  if (protocol === 'ws:') {
    const warning = clearWarning(href);
    return warning === undefined
      ? findings.ok(host, 'It is on this computer and needs no TLS.')
      : findings.warning(host, warning, 'Let the exit server speak TLS, and paste its new join link under Servers.');
  }
  try {
    return judge(host, await certificateOf(parts, place, probeSignal(signal)));
  } catch (error) {
    return explain(place, error as Error);
  }
}

async function certificateOf(
  { network }: DoctorParts,
  { url, pin }: Place,
  signal: AbortSignal,
): Promise<PeerCertificate> {
  const proxy = await network.routeTo(url.href);
  const agent = proxy && (await proxyAgent(proxy));
  const pinned = pin === undefined ? undefined : await pinnedTls({ url, pin, agent, signal });
  const socket = await connectTo(url, proxy, signal);
  return tlsHandshake(socket, url.hostname.replace(/^\[|\]$/g, ''), pinned, signal);
}

function judge(host: string, { valid_to, issuer }: PeerCertificate): Finding {
  const end = Date.parse(valid_to);
  const day = new Date(end).toISOString().slice(0, 10);
  const by = issuer?.O ?? issuer?.CN;
  const found = `Its certificate${by === undefined ? '' : ` by ${by}`} is good until ${day}.`;
  if (end - Date.now() > CERTIFICATE_NOTICE_MS) return findings.ok(host, found);
  return findings.warning(host, found, 'Renew it, or see why the exit server does not renew it by itself.');
}

function explain({ url, isControl }: Place, error: Error): Finding {
  if (isControl || isLoopback(url.href)) return explainDial(url.host, url.host, error);
  const certificate = explainCertificate(error, url);
  if (certificate === undefined) return explainDial(url.host, url.host, error);
  return findings.failed(url.host, certificate.message, certificate.nextStep);
}
