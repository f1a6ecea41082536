import { flagOf } from '../command/flags/flag.ts';
import { FLAGS, type FlagName } from '../command/options.ts';
import type { Deployment, Exposure } from './deployment.ts';

/** A port that the outside reaches, and the one that the program listens on. */
export interface OpenPort {
  name: 'control' | 'https' | 'http';
  outside: number;
  inside: number;
}

/** One argument of `porthole-exit`: a flag, with its value if it takes one. */
export type Argument = readonly [flag: string] | readonly [flag: string, value: string];

/** How the exit server of a deployment is run. */
export interface ServerPlan {
  ports: readonly OpenPort[];
  args: readonly Argument[];
}

/** Where it runs. */
export interface Place {
  /** A container whose user may not listen below 1024: the ports are translated outside. */
  translatesPorts: boolean;
  tokenFile: string;
  dataDir: string;
}

const ANY_ADDRESS = '0.0.0.0';
const CONTROL: OpenPort = { name: 'control', outside: 8123, inside: 8123 };
const HTTPS: OpenPort = { name: 'https', outside: 443, inside: 8443 };
const HTTP: OpenPort = { name: 'http', outside: 80, inside: 8080 };

/** Decides ports and arguments for a deployment. */
export function planServer({ exposure, tcpPorts, dataDir }: Deployment, place: Place): ServerPlan {
  const at = (port: OpenPort) => (place.translatesPorts ? port : { ...port, inside: port.outside });
  const [http, https] = [at(HTTP), at(HTTPS)];
  const secure = exposure.kind === 'https';
  const args: Argument[] = [
    argument('controlAddr', `${ANY_ADDRESS}:${CONTROL.inside}`),
    argument('dataAddr', `${ANY_ADDRESS}:${secure ? https.inside : http.inside}`),
    ...(secure ? [argument('httpAddr', `${ANY_ADDRESS}:${http.inside}`)] : []),
    argument('tcpPorts', `${tcpPorts.from}-${tcpPorts.to}`),
    ...domainArguments(exposure, place.translatesPorts),
    ...certificateArguments(exposure),
    argument('tokenFile', place.tokenFile),
    argument('dataDir', dataDir ?? place.dataDir),
  ];
  return { ports: secure ? [CONTROL, https, http] : [CONTROL, http], args };
}

function argument(name: FlagName, value?: string): Argument {
  return value === undefined ? [flagOf(FLAGS[name])] : [flagOf(FLAGS[name]), value];
}

function domainArguments(exposure: Exposure, translated: boolean): Argument[] {
  if (exposure.kind === 'address') return [];
  const { kind, domain } = exposure;
  // Behind translated ports the program cannot know what visitors see: it is told.
  return [argument('domain', domain), ...(translated ? [argument('publicUrl', `${kind}://{name}.${domain}`)] : [])];
}

function certificateArguments(exposure: Exposure): Argument[] {
  if (exposure.kind !== 'https') return [argument('autoTls')];
  const { domain, email, dnsHook } = exposure;
  const names = dnsHook === undefined ? exposure.names : ['*'];
  return [
    ...[domain, ...names.map((name) => `${name}.${domain}`)].map((certified) => argument('acmeDomain', certified)),
    argument('acmeEmail', email),
    ...(dnsHook === undefined ? [] : [argument('acmeDnsHook', dnsHook)]),
  ];
}
