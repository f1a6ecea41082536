import { checkServerIdentity, type PeerCertificate } from 'node:tls';

/** What an agent is asked to connect to, as far as TLS is concerned. */
interface TargetOptions {
  host?: string | undefined;
  servername?: string | undefined;
  checkServerIdentity?: ((host: string, certificate: PeerCertificate) => Error | undefined) | undefined;
}

/**
 * The same options with the server's certificate held to the server's own name or address. The proxy libraries leave the host out where they
 * begin TLS, and Node then holds the certificate to the proxy's name wherever the server is known by an IP address.
 */
export function withTargetIdentity<Options extends object>(options: Options): Options {
  const { host, servername, checkServerIdentity: check = checkServerIdentity }: TargetOptions = options;
  const name = servername || host;
  if (name === undefined) return options;
  return { ...options, checkServerIdentity: (_: string, certificate: PeerCertificate) => check(name, certificate) };
}
