import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import type { Finding } from '../../../../shared/contract/doctor.ts';
import { misleadingName } from '../../health/misleading-name.ts';
import { isLoopback } from '../../network/environment-proxy.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { explainDial } from '../explain-dial.ts';
import { findings } from '../findings.ts';
import { lookAtEach } from '../look-at-each.ts';
import { noServers } from '../no-servers.ts';
import { publicUrls } from '../public-urls.ts';

/** A name that is needed, and by whom. */
interface Name {
  readonly url: URL;
  /** Host of the exit server that the name must lead to; undefined: it is the exit server's own. */
  readonly exitHost?: string | undefined;
  /** Requests come through: whatever DNS says, e.g. the address of a load balancer, is right. */
  readonly works?: boolean;
}

/** Looks names up; replaced in tests. */
export type LookUp = (host: string) => Promise<string[]>;

/** Whether the names of exit servers and public URLs are known, and lead to the exit servers. */
export async function checkDns(
  parts: Pick<DoctorParts, 'settings' | 'tunnels' | 'network'>,
  _signal: AbortSignal,
  lookUp: LookUp = lookUpAll,
): Promise<Finding[]> {
  const own = parts.settings.value.servers.map(({ url }): Name => ({ url: new URL(url) }));
  const names = [...own, ...publicUrls(parts)];
  if (names.length === 0) return [noServers()];
  const distinct = [...new Map(names.map((name) => [name.url.hostname, name])).values()];
  return lookAtEach(distinct, (name) => lookAt(parts, name, lookUp));
}

async function lookAt(
  { network }: Pick<DoctorParts, 'network'>,
  { url, exitHost, works = false }: Name,
  lookUp: LookUp,
): Promise<Finding> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return findings.ok(host, 'It is an address, so no name is looked up.');
  if (isLoopback(url.href)) return findings.ok(host, 'It is this computer.');
  try {
    if (await network.routeTo(url.href)) return findings.skipped(host, 'The proxy looks it up, not this computer.');
  } catch (error) {
    return explainDial(host, url.host, error);
  }
  try {
    const addresses = await lookUp(host);
    const wrong = exitHost === undefined || works ? undefined : await misleadingName(host, exitHost, lookUp);
    if (wrong) return findings.failed(host, wrong.message, wrong.nextStep);
    return findings.ok(host, `It leads to ${addresses.join(', ')}.`);
  } catch (error) {
    return unknownName(host, error as NodeJS.ErrnoException, exitHost);
  }
}

function unknownName(host: string, { code }: NodeJS.ErrnoException, exitHost: string | undefined): Finding {
  if (code === 'EAI_AGAIN') {
    return findings.failed(host, 'No name server answers.', 'Check this computer’s network and its DNS settings.');
  }
  const nextStep =
    exitHost === undefined
      ? 'Check the spelling of the server’s address under Servers, or make a DNS entry for it.'
      : `Make a DNS entry that leads to ${exitHost}.`;
  return findings.failed(host, `DNS has no entry for it (${code}).`, nextStep);
}

async function lookUpAll(host: string): Promise<string[]> {
  return (await dns.lookup(host, { all: true })).map(({ address }) => address);
}
