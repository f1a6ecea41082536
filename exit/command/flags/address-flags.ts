import { z } from 'zod';
import { isPublicUrlTemplate } from '../../http/public-url.ts';
import { type ListenAddress, parseListenAddress } from '../../net/listen-address.ts';
import { ProxyNetwork } from '../../proxy-protocol/proxy-network.ts';
import type { PortRange } from '../../tcp/tcp-data-plane.ts';
import type { Flag } from './flag.ts';

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

const ControlUrl = z.string().transform((text, context): string => {
  const url = URL.parse(text);
  const bare = url !== null && url.pathname === '/' && url.username === '' && url.search === '' && url.hash === '';
  if (bare && /^wss?:$/.test(url.protocol) && url.hostname !== '') return `${url.protocol}//${url.host}`;
  context.addIssue('must be wss://HOST:PORT or ws://HOST:PORT');
  return z.NEVER;
});

const ProxyAddress = z.string().transform((text, context): ProxyNetwork => {
  const network = ProxyNetwork.parse(text);
  if (network !== undefined) return network;
  context.addIssue('must be an IP address or a network, e.g. 10.0.0.5, 10.0.0.0/8 or fd00::/8');
  return z.NEVER;
});

/** Where the exit server listens, and how visitors spell it. In dev mode all of it is for this machine alone. */
export const ADDRESS_FLAGS = {
  controlAddr: {
    spelling: '--control-addr <host:port>',
    group: 'Addresses',
    fallback: '0.0.0.0:8123',
    devFallback: '127.0.0.1:8123',
    help: 'where clients connect',
    schema: Address,
  },
  dataAddr: {
    spelling: '--data-addr <host:port>',
    group: 'Addresses',
    fallback: '0.0.0.0:8000',
    devFallback: '127.0.0.1:8000',
    acmeFallback: '0.0.0.0:443',
    help: 'where HTTP visitors connect; 127.0.0.1:8000 keeps them local; with --acme-domain 0.0.0.0:443',
    schema: Address,
  },
  httpAddr: {
    spelling: '--http-addr <host:port>',
    group: 'Addresses',
    fallback: undefined,
    acmeFallback: '0.0.0.0:80',
    help: 'where plain HTTP is sent to HTTPS, and ACME challenges answered; with --acme-domain and no --data-addr 0.0.0.0:80',
    schema: Address.optional(),
  },
  tcpAddr: {
    spelling: '--tcp-addr <host>',
    group: 'Addresses',
    fallback: '0.0.0.0',
    devFallback: '127.0.0.1',
    help: 'the address that TCP tunnels listen on',
    schema: z.string().regex(HOST, 'must be an IP address, e.g. 0.0.0.0 or ::'),
  },
  tcpPorts: {
    spelling: '--tcp-ports <from-to>',
    group: 'Addresses',
    fallback: '10000-10999',
    help: 'the ports that TCP tunnels may have; 0 lets the system choose',
    schema: Ports,
  },
  proxyProtocol: {
    spelling: '--proxy-protocol <address>',
    group: 'Addresses',
    fallback: undefined,
    repeat: true,
    help: 'address or network of proxies (repeat) whose connections of visitors begin with a PROXY header, v1 or v2',
    schema: z.array(ProxyAddress),
  },
  domain: {
    spelling: '--domain <domain>',
    group: 'Addresses',
    fallback: 'localhost',
    help: 'HTTP tunnels get NAME.DOMAIN',
    schema: z.string().toLowerCase().regex(DOMAIN, 'must be a domain name, e.g. exit.example.com'),
  },
  publicControlUrl: {
    spelling: '--public-control-url <url>',
    group: 'Addresses',
    fallback: undefined,
    help: 'where clients connect as join links say it, where that differs, e.g. wss://exit.example.com behind a load balancer',
    schema: ControlUrl.optional(),
  },
  publicUrl: {
    spelling: '--public-url <template>',
    group: 'Addresses',
    fallback: undefined,
    help: 'public URL of tunnels where it differs, e.g. https://{name}.exit.example.com behind a load balancer',
    schema: z
      .string()
      .refine(isPublicUrlTemplate, 'must be a URL with {name} in its host, e.g. https://{name}.exit.example.com')
      .optional(),
  },
} as const satisfies Record<string, Flag>;
