import { formatAddress } from '../../shared/wire/format-address.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { dialableHost, isLoopback } from '../net/listen-address.ts';
import type { ExitTls } from '../tls/exit-tls.ts';
import type { ExitOptions } from './options.ts';

export interface JoinLineParts {
  options: Pick<ExitOptions, 'domain' | 'controlAddr' | 'acmeDomain'>;
  /** Of the control plane. */
  port: number;
  tls: Pick<ExitTls, 'ownCa'> | undefined;
  /** Undefined where it must not be shown. */
  token: string | undefined;
}

/** What a client needs: a join link, or, where the token must not be shown, the fingerprint to compare; undefined where there is none. */
export function joinLine({ options, port, tls, token }: JoinLineParts): string | undefined {
  const ca = tls?.ownCa?.fingerprint;
  if (token === undefined) return ca === undefined ? undefined : `control plane CA ${ca}`;
  const server = `${tls === undefined ? 'ws' : 'wss'}://${formatAddress(hostOf(options), port)}`;
  return `join link ${formatJoinLink({ server, token, ...(ca === undefined ? {} : { ca }) })}`;
}

/** The name that others most likely reach this server by. */
function hostOf({ domain, controlAddr, acmeDomain }: JoinLineParts['options']): string {
  const { host } = controlAddr;
  if (isLoopback(host)) return host;
  const certified = acmeDomain.find((name) => !name.startsWith('*.'));
  return certified ?? (domain === 'localhost' ? dialableHost(host) : domain);
}
