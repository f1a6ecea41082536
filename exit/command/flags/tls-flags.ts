import { z } from 'zod';
import type { Flag } from './flag.ts';

const ACME_DOMAIN = /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** Enough to catch a slip; the ACME server decides. */
const EMAIL = /^[^\s@,?]+@[^\s@,?]+\.[^\s@,?]+$/;

/** Where certificates come from. At most one of the three ways; see tls-settings-of.ts for what goes together. */
export const TLS_FLAGS = {
  tlsCert: {
    spelling: '--tls-cert <file>',
    group: 'TLS',
    fallback: undefined,
    repeat: true,
    help: 'a certificate with its chain, PEM (repeat, in the order of --tls-key)',
    schema: z.array(z.string()),
  },
  tlsKey: {
    spelling: '--tls-key <file>',
    group: 'TLS',
    fallback: undefined,
    repeat: true,
    help: 'its private key, PEM; changed files are read again by themselves and on SIGHUP',
    schema: z.array(z.string()),
  },
  acmeDomain: {
    spelling: '--acme-domain <domain>',
    group: 'TLS',
    fallback: undefined,
    repeat: true,
    help: "a domain to get a Let's Encrypt certificate for (repeat); *.DOMAIN needs --acme-dns-hook",
    schema: z.array(z.string().toLowerCase().regex(ACME_DOMAIN, 'must be a public domain, e.g. exit.example.com')),
  },
  acmeEmail: {
    spelling: '--acme-email <address>',
    group: 'TLS',
    fallback: undefined,
    help: 'your address for the ACME account; giving it agrees to the terms of service of the ACME server',
    schema: z.string().regex(EMAIL, 'must be an e-mail address').optional(),
  },
  acmeDirectory: {
    spelling: '--acme-directory <url>',
    group: 'TLS',
    fallback: 'https://acme-v02.api.letsencrypt.org/directory',
    help: 'directory of the ACME server',
    schema: z.url({ protocol: /^https$/, error: 'must be an https URL' }),
  },
  acmeDnsHook: {
    spelling: '--acme-dns-hook <program>',
    group: 'TLS',
    fallback: undefined,
    help: 'proves domains by DNS: called as PROGRAM add|remove DOMAIN NAME VALUE for a TXT record, without a shell',
    schema: z.string().optional(),
  },
  acmeCa: {
    spelling: '--acme-ca <file>',
    group: 'TLS',
    fallback: undefined,
    help: 'CA of a private ACME server, PEM',
    schema: z.string().optional(),
  },
  autoTls: {
    spelling: '--auto-tls',
    group: 'TLS',
    switch: true,
    negatable: true,
    help: 'control plane with a CA of its own, which clients pin (default: where no other TLS is set and --control-addr is not loopback)',
  },
} as const satisfies Record<string, Flag>;
