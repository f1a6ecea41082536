import { z } from 'zod';
import type { ExitServerOptions } from '../exit-server.ts';
import { isPublicUrlTemplate } from '../http/public-url.ts';
import type { LogFormat } from '../log.ts';
import { type ListenAddress, parseListenAddress } from '../net/listen-address.ts';
import type { PortRange } from '../tcp/tcp-data-plane.ts';
import { UsageError } from './usage-error.ts';

/** A flag that takes a value. The flag beats its environment variable, which beats the default. */
export interface ValueFlag {
  /** As commander spells it, e.g. `--control-addr <host:port>`. */
  spelling: string;
  variable: string;
  /** Undefined: not set unless given. */
  fallback: string | undefined;
  /** May be given several times; in the variable, separated by commas. */
  repeat?: boolean;
  help: string;
}

/** The flags of the exit server (design §7). */
export const VALUE_FLAGS = {
  controlAddr: {
    spelling: '--control-addr <host:port>',
    variable: 'PORTHOLE_EXIT_CONTROL_ADDR',
    fallback: '0.0.0.0:8123',
    help: 'where clients connect',
  },
  dataAddr: {
    spelling: '--data-addr <host:port>',
    variable: 'PORTHOLE_EXIT_DATA_ADDR',
    fallback: '0.0.0.0:8000',
    help: 'where HTTP visitors connect; 127.0.0.1:8000 keeps them local',
  },
  tcpAddr: {
    spelling: '--tcp-addr <host>',
    variable: 'PORTHOLE_EXIT_TCP_ADDR',
    fallback: '0.0.0.0',
    help: 'the address that TCP tunnels listen on',
  },
  tcpPorts: {
    spelling: '--tcp-ports <from-to>',
    variable: 'PORTHOLE_EXIT_TCP_PORTS',
    fallback: '10000-10999',
    help: 'the ports that TCP tunnels may have; 0 lets the system choose',
  },
  domain: {
    spelling: '--domain <domain>',
    variable: 'PORTHOLE_EXIT_DOMAIN',
    fallback: 'localhost',
    help: 'HTTP tunnels get NAME.DOMAIN',
  },
  publicUrl: {
    spelling: '--public-url <template>',
    variable: 'PORTHOLE_EXIT_PUBLIC_URL',
    fallback: undefined,
    help: 'public URL of tunnels where it differs, e.g. https://{name}.exit.example.com behind a load balancer',
  },
  tokenFile: {
    spelling: '--token-file <file>',
    variable: 'PORTHOLE_EXIT_TOKEN_FILE',
    fallback: undefined,
    help: 'the file with the token that clients must have',
  },
  dataDir: {
    spelling: '--data-dir <dir>',
    variable: 'PORTHOLE_EXIT_DATA_DIR',
    fallback: './porthole-exit',
    help: 'where to keep state; this version keeps none',
  },
  allowForward: {
    spelling: '--allow-forward <host:port>',
    variable: 'PORTHOLE_EXIT_ALLOW_FORWARD',
    fallback: undefined,
    repeat: true,
    help: 'a target of local forwarding (repeat); accepted, but this version does not forward yet',
  },
  logLevel: {
    spelling: '--log-level <level>',
    variable: 'PORTHOLE_EXIT_LOG_LEVEL',
    fallback: 'info',
    help: 'trace, debug, info, warn, error, fatal or silent',
  },
  logFormat: {
    spelling: '--log-format <format>',
    variable: 'PORTHOLE_EXIT_LOG_FORMAT',
    fallback: 'auto',
    help: 'json, text, or auto: text on a terminal, else json',
  },
} as const satisfies Record<string, ValueFlag>;

export type FlagName = keyof typeof VALUE_FLAGS;

/** What the command line said, before it is checked; a flag that was not given is absent. */
export type GivenFlags = { [name in FlagName]?: string | string[] } & { devMode?: boolean };

/** The checked settings of one run. */
export interface ExitOptions extends Omit<ExitServerOptions, 'token' | 'processMetrics'> {
  tokenFile: string | undefined;
  dataDir: string;
  allowForward: string[];
  logLevel: string;
  logFormat: LogFormat;
  devMode: boolean;
}

/** Dev mode is for this machine alone unless addresses are given. */
const DEV_FALLBACKS: Partial<Record<FlagName, string>> = {
  controlAddr: '127.0.0.1:8123',
  dataAddr: '127.0.0.1:8000',
  tcpAddr: '127.0.0.1',
};

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*)$/i;
const DOMAIN = /^(?=.{1,190}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

const Address = z.string().transform((text, context): ListenAddress => {
  const address = parseListenAddress(text);
  if (address !== undefined) return address;
  context.addIssue('must be HOST:PORT, e.g. 0.0.0.0:8123 or [::]:8123');
  return z.NEVER;
});

const Ports = z.string().transform((text, context): PortRange => {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range = { from: Number(first), to: Number(last ?? first) };
  const systemChooses = range.from === 0 && range.to === 0;
  if (systemChooses || (range.from >= 1 && range.from <= range.to && range.to <= 65_535)) return range;
  context.addIssue('must be FROM-TO within 1 to 65535, e.g. 10000-10999, or 0');
  return z.NEVER;
});

const Target = z
  .string()
  .regex(/^(?:\[[0-9a-f:.]+\]|[^\s:[\]]+):(?!0+$)\d{1,5}$/i, 'must be HOST:PORT, e.g. 10.0.0.5:5432');

const Values = z.object({
  controlAddr: Address,
  dataAddr: Address,
  tcpAddr: z.string().regex(HOST, 'must be an IP address, e.g. 0.0.0.0 or ::'),
  tcpPorts: Ports,
  domain: z.string().toLowerCase().regex(DOMAIN, 'must be a domain name, e.g. exit.example.com'),
  publicUrl: z
    .string()
    .refine(isPublicUrlTemplate, 'must be a URL with {name} in its host, e.g. https://{name}.exit.example.com')
    .optional(),
  tokenFile: z.string().optional(),
  dataDir: z.string(),
  allowForward: z.array(Target),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    error: 'must be one of trace, debug, info, warn, error, fatal, silent',
  }),
  logFormat: z.enum(['auto', 'json', 'text'], { error: 'must be auto, json or text' }),
});

/** Checks the flags and fills the gaps from the environment and the defaults. Throws UsageError for the first that is wrong. */
export function resolveOptions(given: GivenFlags, environment: NodeJS.ProcessEnv): ExitOptions {
  const devMode = given.devMode === true;
  const names = Object.keys(VALUE_FLAGS) as FlagName[];
  const values = Object.fromEntries(names.map((name) => [name, chosenValue(name, given, environment, devMode)]));
  const result = Values.safeParse(values);
  if (result.success)
    return { ...result.data, publicUrl: result.data.publicUrl, tokenFile: result.data.tokenFile, devMode };
  const [issue] = result.error.issues;
  const name = issue?.path[0] as FlagName;
  const wrong = issue?.path.length === 2 ? (values[name] as string[])[issue.path[1] as number] : values[name];
  const source = given[name] === undefined ? VALUE_FLAGS[name].variable : flagOf(name);
  throw new UsageError(`${source} ${issue?.message}, not ${JSON.stringify(wrong)}`);
}

/** The flag alone, e.g. `--control-addr`. */
export function flagOf(name: FlagName): string {
  return VALUE_FLAGS[name].spelling.replace(/ .*/, '');
}

function chosenValue(
  name: FlagName,
  given: GivenFlags,
  environment: NodeJS.ProcessEnv,
  devMode: boolean,
): string | string[] | undefined {
  const flag: ValueFlag = VALUE_FLAGS[name];
  const value = given[name];
  if (value !== undefined) return value;
  // An empty variable is one that was not set: compose files and unit files leave them like that.
  const variable = environment[flag.variable]?.trim();
  if (flag.repeat === true) return variable ? variable.split(',').map((part) => part.trim()) : [];
  if (variable) return variable;
  return (devMode ? DEV_FALLBACKS[name] : undefined) ?? flag.fallback;
}
