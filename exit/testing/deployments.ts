import type { Deployment } from '../generate/deployment.ts';

const USUAL: Deployment = {
  exposure: { kind: 'http', domain: 'exit.example.com' },
  tcpPorts: { from: 10_000, to: 10_009 },
  image: 'registry.example.com/porthole-exit:0.1.0',
  token: undefined,
  download: undefined,
};

const HTTPS = { kind: 'https', domain: 'exit.example.com', email: 'ana@example.com' } as const;

/** One deployment of each sort, by what it shows. */
export const DEPLOYMENTS: Readonly<Record<string, Deployment>> = {
  'without a domain': { ...USUAL, exposure: { kind: 'address' }, tcpPorts: { from: 10_000, to: 10_000 } },
  'over plain HTTP': USUAL,
  'over HTTPS for some names': { ...USUAL, exposure: { ...HTTPS, names: ['blog', 'shop'], dnsHook: undefined } },
  'over HTTPS for all names': { ...USUAL, exposure: { ...HTTPS, names: [], dnsHook: '/etc/porthole/dns-hook' } },
  'with odd characters': {
    ...USUAL,
    exposure: { ...HTTPS, email: `o'$HOME%h"\\#@example.com`, names: ['blog'], dnsHook: undefined },
    download: { url: "https://example.com/a'$(b)#&c", sha256: 'a'.repeat(64) },
  },
  'with a token': { ...USUAL, token: 'a-token-that-only-tests-know' },
};
