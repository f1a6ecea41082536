import type { PortRange } from '../tcp/tcp-data-plane.ts';

/** What a generated set-up is for. The app hands this in as well as the command line, so the values are checked before. */
export interface Deployment {
  exposure: Exposure;
  tcpPorts: PortRange;
  /** The server's folder where it runs; absent: the usual one of the place. */
  dataDir?: string | undefined;
  /** Container image, where one runs. */
  image: string;
  /** The token, to be written into the result; undefined: the result holds no secret, and the token is made on the server. */
  token: string | undefined;
  /** The app has made the token and shows how it comes to the server; absent: it is made there. */
  tokenFrom?: 'app';
  /** Where a server fetches the program by itself; undefined: a person copies it there. */
  download: { url: string; sha256: string } | undefined;
}

/** How visitors and clients reach the server. Without HTTPS the control plane has a CA of its own, which clients pin. */
export type Exposure =
  /** By its address: visitors from outside reach TCP tunnels only. */
  | { kind: 'address' }
  /** HTTP tunnels at `http://NAME.DOMAIN`. */
  | { kind: 'http'; domain: string }
  /** HTTP tunnels at `https://NAME.DOMAIN`, with certificates from an ACME server. */
  | {
      kind: 'https';
      domain: string;
      email: string;
      /** Tunnels that get a certificate each; without effect beside a hook. */
      names: readonly string[];
      /** Program on the server that adds TXT records, so that one certificate serves all names. */
      dnsHook: string | undefined;
    };

/** Time between the request to stop and the kill, s: 30 for running requests (--drain-timeout), and as many for a busy machine. */
export const STOP_SECONDS = 60;
