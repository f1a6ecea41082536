import { formatAddress } from '../../shared/wire/format-address.ts';
import { isLoopback, isUnspecified, type ListenAddress } from '../net/listen-address.ts';
import type { TlsSettings } from '../tls/tls-settings.ts';
import { flagOf } from './flags/flag.ts';
import { type ExitOptions, FLAGS } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Who reaches what: one sentence each, for the start banner and `--check`. */
export interface Exposure {
  facts: string[];
  /** What is dangerous, or hardly meant. */
  warnings: string[];
}

/** What is read of the options. */
export type ExposureOptions = Pick<
  ExitOptions,
  | 'controlAddr'
  | 'dataAddr'
  | 'tcpAddr'
  | 'tcpPorts'
  | 'domain'
  | 'publicUrl'
  | 'allowForward'
  | 'proxyProtocol'
  | 'trustedProxyDepth'
  | 'insecure'
>;

/** Says what is reachable from where. */
export function exposureOf(options: ExposureOptions, tls: TlsSettings['kind']): Exposure {
  const { controlAddr, dataAddr, tcpAddr, tcpPorts, allowForward, proxyProtocol } = options;
  const targets = allowForward.map(({ text }) => text).join(', ');
  const proxies = proxyProtocol.map(({ text }) => text).join(', ');
  const dataTls = tls === 'files' || tls === 'acme';
  const ports = tcpPorts.to === 0 ? 'ports that the system chooses' : `ports ${tcpPorts.from} to ${tcpPorts.to}`;
  return {
    facts: [
      `clients reach the control plane on ${addressOf(controlAddr)} from ${origin(controlAddr.host)}, ${wire(tls !== 'off')}`,
      `visitors reach HTTP tunnels on ${addressOf(dataAddr)} from ${origin(dataAddr.host)}, ${wire(dataTls)}`,
      `visitors reach TCP tunnels on ${tcpAddr}, ${ports}, from ${origin(tcpAddr)}, as the services speak`,
      ...(targets === '' ? [] : [`clients reach ${targets} from this machine, by local forwarding`]),
      ...(proxies === '' ? [] : [`connections from ${proxies} must say by a PROXY header whose they are`]),
    ],
    warnings: warningsOf(options, tls === 'off', dataTls),
  };
}

/** Refuses to send the token through other people's networks in the clear. Throws UsageError. */
export function refuseExposedToken({ controlAddr, insecure }: ExposureOptions, tls: TlsSettings['kind']): void {
  if (tls !== 'off' || insecure || isLoopback(controlAddr.host)) return;
  throw new UsageError(
    `without TLS the token would cross the network in the clear on ${addressOf(controlAddr)}: give a certificate or leave ` +
      `${flagOf(FLAGS.autoTls)} on, listen on loopback behind a proxy (${flagOf(FLAGS.controlAddr)} 127.0.0.1:8123), or say ${flagOf(FLAGS.insecure)}`,
  );
}

function warningsOf(options: ExposureOptions, clearControl: boolean, dataTls: boolean): string[] {
  const { controlAddr, dataAddr, domain, publicUrl, proxyProtocol, trustedProxyDepth } = options;
  const warnings: string[] = [];
  if (clearControl && !isLoopback(controlAddr.host)) {
    warnings.push(`tokens and all traffic of clients cross the network in the clear on ${addressOf(controlAddr)}`);
  }
  if (!dataTls && !isLoopback(dataAddr.host)) {
    warnings.push(`what visitors send and get crosses the network in the clear on ${addressOf(dataAddr)}`);
  }
  if (domain === 'localhost' && publicUrl === undefined && !isLoopback(dataAddr.host)) {
    warnings.push(
      `the domain is localhost, which leads every visitor to their own computer: give ${flagOf(FLAGS.domain)}`,
    );
  }
  const direct = [controlAddr, dataAddr].filter(({ host }) => !isLoopback(host)).map(addressOf);
  if (trustedProxyDepth > 0 && direct.length > 0) {
    warnings.push(`whoever reaches ${direct.join(' or ')} past the proxies can claim any address in X-Forwarded-For`);
  }
  if (proxyProtocol.some(({ everybody }) => everybody)) {
    warnings.push(`with ${flagOf(FLAGS.proxyProtocol)} of all addresses every visitor can claim any address`);
  }
  return warnings;
}

function addressOf({ host, port }: ListenAddress): string {
  return formatAddress(host, port);
}

function origin(host: string): string {
  if (isLoopback(host)) return 'this machine only';
  return isUnspecified(host) ? 'every network' : `the network of ${host}`;
}

function wire(tls: boolean): string {
  return tls ? 'over TLS' : 'in the clear';
}
