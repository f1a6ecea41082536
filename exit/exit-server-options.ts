import type { JoinLink } from '../shared/wire/join-link.ts';
import type { AccessLog } from './access-log/access-log.ts';
import type { HealthSources } from './control/server-health.ts';
import type { ForwardPattern } from './forward/forward-pattern.ts';
import type { ExitLicences } from './licences/exit-licences.ts';
import type { ExitLimits } from './limits/exit-limits.ts';
import type { ListenAddress } from './net/listen-address.ts';
import type { ProxyNetwork } from './proxy-protocol/proxy-network.ts';
import type { PortRange } from './tcp/tcp-data-plane.ts';
import type { Certificates } from './tls/certificates.ts';
import type { ChallengeAnswers } from './tls/challenge-answers.ts';
import type { ExitTokens } from './tokens/exit-tokens.ts';

/** What an exit server is to be. */
export interface ExitServerOptions {
  controlAddr: ListenAddress;
  dataAddr: ListenAddress;
  /** Where plain HTTP is answered too, with redirects to the data plane's HTTPS and ACME challenges only. */
  httpAddr?: ListenAddress | undefined;
  /** What speaks TLS, and with which certificates; a plane without them speaks plain HTTP. */
  tls?: ExitTlsOptions | undefined;
  /** IP address or host name that TCP tunnels listen on. */
  tcpAddr: string;
  tcpPorts: PortRange;
  /** Tunnels get `NAME.DOMAIN`; lower case. */
  domain: string;
  /** Template of HTTP tunnels' public URLs with `{name}`; undefined: made from domain and data plane's port. */
  publicUrl: string | undefined;
  /** The one shared token, or where it and others come from. */
  token: string | ExitTokens;
  /** Where the join links of tokens lead that an admin makes over the control plane; absent: they get none. */
  joinAddress?: (addresses: ExitServerAddresses) => Omit<JoinLink, 'token'>;
  /** Undefined: no licence is asked for or issued. */
  licences?: ExitLicences | undefined;
  /** What local forwarding may lead to; undefined: to private services of other clients only. */
  allowForward?: readonly ForwardPattern[];
  /** Proxies whose connections to the data planes begin with a PROXY header; undefined: none. */
  proxyProtocol?: readonly ProxyNetwork[];
  /** Those that differ from the defaults. */
  limits?: Partial<ExitLimits>;
  /** What else its health depends on. */
  health?: HealthSources;
  /** Undefined: requests are not logged. */
  accessLog?: AccessLog | undefined;
  /** Whether `/metrics` tells about the process too; for a process that is this server and nothing else. */
  processMetrics?: boolean;
}

export interface ExitTlsOptions {
  control?: Certificates | undefined;
  /** The exit server's own CA, PEM, which the control plane hands out. */
  ca?: string | undefined;
  data?: Certificates | undefined;
  /** What plain HTTP visitors of the data plane get under `/.well-known/acme-challenge/`. */
  challenges?: ChallengeAnswers | undefined;
}

/** Where the exit server listens, as really bound. */
export interface ExitServerAddresses {
  /** `IP:PORT` */
  controlAddr: string;
  dataAddr: string;
  /** Where plain HTTP is redirected from, where there is such a listener. */
  httpAddr?: string;
  controlPort: number;
  dataPort: number;
}
