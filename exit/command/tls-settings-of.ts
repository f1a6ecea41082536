import { isLoopback } from '../net/listen-address.ts';
import type { TlsSettings } from '../tls/tls-settings.ts';
import { ADDRESS_FLAGS } from './flags/address-flags.ts';
import { flagOf } from './flags/flag.ts';
import { TLS_FLAGS } from './flags/tls-flags.ts';
import type { ExitOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

const { tlsCert, tlsKey, acmeDomain, acmeEmail, acmeDnsHook, acmeCa, autoTls } = TLS_FLAGS;

/** Reads from the flags where certificates come from. Throws UsageError where they contradict each other. */
export function tlsSettingsOf(options: ExitOptions): TlsSettings {
  const hasFiles = options.tlsCert.length > 0 || options.tlsKey.length > 0;
  const hasAcme = options.acmeDomain.length > 0;
  const ways = [
    ...(hasFiles ? [flagOf(tlsCert)] : []),
    ...(hasAcme ? [flagOf(acmeDomain)] : []),
    ...(options.autoTls === true ? [flagOf(autoTls)] : []),
  ];
  if (ways.length > 1) throw new UsageError(`${ways.join(' and ')} exclude each other: give one of them`);
  if (!hasAcme) refuseAcmeAlone(options);
  if (hasFiles) return ofFiles(options);
  if (hasAcme) return ofAcme(options);
  if (options.httpAddr !== undefined) {
    throw new UsageError(
      `${flagOf(ADDRESS_FLAGS.httpAddr)} sends visitors to HTTPS: give ${flagOf(tlsCert)} or ${flagOf(acmeDomain)} for that`,
    );
  }
  return (options.autoTls ?? !isLoopback(options.controlAddr.host)) ? { kind: 'own-ca' } : { kind: 'off' };
}

function ofFiles({ tlsCert: certificates, tlsKey: keys }: ExitOptions): TlsSettings {
  if (certificates.length !== keys.length) {
    throw new UsageError(
      `${flagOf(tlsCert)} and ${flagOf(tlsKey)} belong together: give one key for each certificate, not ${certificates.length} and ${keys.length}`,
    );
  }
  return { kind: 'files', files: certificates.map((certificate, index) => ({ certificate, key: keys[index] ?? '' })) };
}

function ofAcme(options: ExitOptions): TlsSettings {
  if (options.acmeEmail === undefined) {
    throw new UsageError(
      `${flagOf(acmeDomain)} needs ${flagOf(acmeEmail)}: the ACME server makes an account for it, and you agree to its terms of service`,
    );
  }
  const wildcard = options.acmeDomain.find((domain) => domain.startsWith('*.'));
  if (wildcard !== undefined && options.acmeDnsHook === undefined) {
    throw new UsageError(
      `${wildcard} can be proved by DNS only: give ${flagOf(acmeDnsHook)} PROGRAM, which adds TXT records to its zone`,
    );
  }
  return {
    kind: 'acme',
    domains: [...new Set(options.acmeDomain)],
    email: options.acmeEmail,
    directoryUrl: options.acmeDirectory,
    caFile: options.acmeCa,
    dnsHook: options.acmeDnsHook,
  };
}

function refuseAcmeAlone(options: ExitOptions): void {
  const alone = [
    ...(options.acmeEmail === undefined ? [] : [flagOf(acmeEmail)]),
    ...(options.acmeDnsHook === undefined ? [] : [flagOf(acmeDnsHook)]),
    ...(options.acmeCa === undefined ? [] : [flagOf(acmeCa)]),
  ];
  if (alone.length > 0) throw new UsageError(`${alone.join(' and ')} without effect: give ${flagOf(acmeDomain)} too`);
}
