import { z } from 'zod';
import { VERSION } from '../../shared/version.ts';
import type { Deployment, Exposure } from '../generate/deployment.ts';
import type { GeneratorName } from '../generate/generators.ts';
import type { PortRange } from '../tcp/tcp-data-plane.ts';
import { FLAGS } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Flags of `porthole-exit generate`, as commander reads them. */
export interface GenerateFlags {
  domain?: string;
  email?: string;
  name?: string[];
  dnsHook?: string;
  tcpPorts?: string;
  image?: string;
  tokenFile?: string;
  binaryUrl?: string;
  binarySha256?: string;
  dataDir?: string;
  json?: boolean;
}

const IN_CONTAINERS: readonly GeneratorName[] = ['compose', 'k8s'];
const ON_SERVERS: readonly GeneratorName[] = ['systemd', 'cloud-init'];
/** Flags that mean something for some of the kinds only. */
const ONLY_FOR: Partial<Record<keyof GenerateFlags, readonly GeneratorName[]>> = {
  image: IN_CONTAINERS,
  dnsHook: ON_SERVERS,
  tokenFile: ['k8s', 'cloud-init'],
  binaryUrl: ['cloud-init'],
  binarySha256: ['cloud-init'],
};
/** The whole range costs nothing on a server. Each port of a container has an entry or a proxy process of its own. */
const SERVER_PORTS = '10000-10999';
const CONTAINER_PORTS = '10000-10009';
const MAX_CONTAINER_PORTS = 100;

const Values = z.object({
  domain: FLAGS.domain.schema.optional(),
  email: FLAGS.acmeEmail.schema,
  name: z.array(
    z
      .string()
      .toLowerCase()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of a tunnel, e.g. blog'),
  ),
  dnsHook: z
    .string()
    .regex(/^\/[^\s"'\\]+$/, 'must be the path of a program on the server, e.g. /etc/porthole/dns-hook')
    .optional(),
  tcpPorts: FLAGS.tcpPorts.schema,
  image: z
    .string()
    .regex(/^[a-z0-9][\w./:@-]*$/i, 'must be the name of an image, e.g. registry.example.com/porthole-exit:1'),
  binaryUrl: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  binarySha256: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits, as sha256sum prints them')
    .optional(),
  dataDir: z
    .string()
    .regex(/^(?:\/[\w.-]+)+$/, 'must be a whole path, e.g. /var/lib/porthole-exit')
    .optional(),
});

/** Where systemd makes folders for the users of services. */
const SERVICE_FOLDER = /^\/var\/lib\/[^/]+$/;

/**
 * What a set-up is to be by the flags, which are checked. Throws UsageError.
 * @param readToken gives the token that is to be written into the result
 */
export function deploymentOf(
  kind: GeneratorName,
  flags: GenerateFlags,
  readToken: () => string | undefined,
): Deployment {
  refuseStrayFlags(kind, flags);
  const contained = IN_CONTAINERS.includes(kind);
  const result = Values.safeParse({
    ...flags,
    name: flags.name ?? [],
    tcpPorts: flags.tcpPorts ?? (contained ? CONTAINER_PORTS : SERVER_PORTS),
    image: flags.image ?? `porthole-exit:${VERSION}`,
  });
  if (!result.success) throw wrongValue(result.error, flags);
  const { tcpPorts, image, dataDir, binaryUrl, binarySha256 } = result.data;
  checkPorts(tcpPorts, contained);
  if (dataDir !== undefined && !contained && !SERVICE_FOLDER.test(dataDir)) {
    throw new UsageError(
      '--data-dir must be a folder in /var/lib here: systemd makes it there for the user of the service',
    );
  }
  if ((binaryUrl === undefined) !== (binarySha256 === undefined)) {
    throw new UsageError('--binary-url and --binary-sha256 belong together: the server checks what it fetched');
  }
  return {
    exposure: exposureOf(result.data),
    tcpPorts,
    ...(dataDir !== undefined && { dataDir }),
    image,
    token: readToken(),
    download:
      binaryUrl === undefined || binarySha256 === undefined ? undefined : { url: binaryUrl, sha256: binarySha256 },
  };
}

function exposureOf({ domain, email, name: names, dnsHook }: z.output<typeof Values>): Exposure {
  if (email === undefined) {
    if (names.length > 0 || dnsHook !== undefined) {
      throw new UsageError(
        '--name and --dns-hook are for certificates: give --email too, for the account at the ACME server',
      );
    }
    return domain === undefined ? { kind: 'address' } : { kind: 'http', domain };
  }
  if (domain === undefined) throw new UsageError('--email is for certificates: give the --domain that they are for');
  if (names.length === 0 && dnsHook === undefined) {
    throw new UsageError(
      'HTTPS needs a certificate for each tunnel: give --name NAME (repeat), or --dns-hook PROGRAM for all names at once',
    );
  }
  return { kind: 'https', domain, email, names, dnsHook };
}

function refuseStrayFlags(kind: GeneratorName, flags: GenerateFlags): void {
  for (const [name, kinds] of Object.entries(ONLY_FOR)) {
    if (flags[name as keyof GenerateFlags] !== undefined && !kinds.includes(kind)) {
      throw new UsageError(`${spell(name)} is for ${kinds.join(' and ')}, not for ${kind}`);
    }
  }
}

function checkPorts({ from, to }: PortRange, contained: boolean): void {
  if (from === 0) throw new UsageError('--tcp-ports must be FROM-TO here: firewalls are told the same ports');
  if (contained && to - from >= MAX_CONTAINER_PORTS) {
    throw new UsageError(
      `--tcp-ports must be ${MAX_CONTAINER_PORTS} ports at most for containers, where each is published by itself`,
    );
  }
}

function wrongValue(error: z.ZodError, flags: GenerateFlags): UsageError {
  const [issue] = error.issues;
  const name = issue?.path[0] as keyof GenerateFlags;
  const value = issue?.path.length === 2 ? flags.name?.[issue.path[1] as number] : flags[name];
  return new UsageError(`${spell(name)} ${issue?.message}, not ${JSON.stringify(value)}`);
}

function spell(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
