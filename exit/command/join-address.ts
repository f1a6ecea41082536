import { formatAddress } from '../../shared/wire/format-address.ts';
import type { JoinLink } from '../../shared/wire/join-link.ts';
import { dialableHost, isLoopback } from '../net/listen-address.ts';
import type { ExitTls } from '../tls/exit-tls.ts';
import type { ExitOptions } from './options.ts';

/** All of a join link but its token. */
export type JoinAddress = Omit<JoinLink, 'token'>;

export interface JoinAddressParts {
  options: Pick<ExitOptions, 'domain' | 'controlAddr' | 'acmeDomain' | 'publicControlUrl'>;
  /** Of the control plane. */
  port: number;
  tls: Pick<ExitTls, 'ownCa'> | undefined;
}

/** Where clients reach a server's control plane. */
export function joinAddress({ options, port, tls }: JoinAddressParts): JoinAddress {
  const own = `${tls === undefined ? 'ws' : 'wss'}://${formatAddress(hostOf(options), port)}`;
  const server = options.publicControlUrl ?? own;
  const ca = server.startsWith('wss:') ? tls?.ownCa?.fingerprint : undefined;
  return ca === undefined ? { server } : { server, ca };
}

/** The name that others most likely reach this server by. */
function hostOf({ domain, controlAddr, acmeDomain }: JoinAddressParts['options']): string {
  const { host } = controlAddr;
  if (isLoopback(host)) return host;
  const certified = acmeDomain.find((name) => !name.startsWith('*.'));
  return certified ?? (domain === 'localhost' ? dialableHost(host) : domain);
}
