import { z } from 'zod';
import { ForwardPattern } from '../../forward/forward-pattern.ts';
import type { Flag } from './flag.ts';

const Target = z.string().transform((text, context): ForwardPattern => {
  const pattern = ForwardPattern.parse(text);
  if (pattern !== undefined) return pattern;
  context.addIssue('must be HOST:PORT, e.g. 10.0.0.5:5432, *.db.internal:5432-5439 or [fd00::/8]:*');
  return z.NEVER;
});

/** Who may connect, what they may do, and where the server remembers them. */
export const CLIENT_FLAGS = {
  tokenFile: {
    spelling: '--token-file <file>',
    group: 'Clients',
    fallback: undefined,
    help: 'a file with one token that all clients may have; read again when it changes',
    schema: z.string().optional(),
  },
  insecure: {
    spelling: '--insecure',
    group: 'Clients',
    switch: true,
    help: 'lets tokens cross the network in the clear, for a network that is private',
  },
  dataDir: {
    spelling: '--data-dir <dir>',
    group: 'Clients',
    fallback: './porthole-exit',
    help: 'where tokens, keys and certificates are kept',
    schema: z.string(),
  },
  allowForward: {
    spelling: '--allow-forward <host:port>',
    group: 'Clients',
    fallback: undefined,
    repeat: true,
    help: 'a target of local forwarding (repeat): a host, *.suffix, IP address or network, and a port, range or *',
    schema: z.array(Target),
  },
} as const satisfies Record<string, Flag>;
