import { z } from 'zod';
import type { Flag } from './flag.ts';

const Target = z
  .string()
  .regex(/^(?:\[[0-9a-f:.]+\]|[^\s:[\]]+):(?!0+$)\d{1,5}$/i, 'must be HOST:PORT, e.g. 10.0.0.5:5432');

/** Who may connect, what they may do, and where the server remembers them. */
export const CLIENT_FLAGS = {
  tokenFile: {
    spelling: '--token-file <file>',
    group: 'Clients',
    fallback: undefined,
    help: 'the file with the token that clients must have',
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
    help: 'where keys and certificates are kept',
    schema: z.string(),
  },
  allowForward: {
    spelling: '--allow-forward <host:port>',
    group: 'Clients',
    fallback: undefined,
    repeat: true,
    help: 'a target of local forwarding (repeat); accepted, but this version does not forward yet',
    schema: z.array(Target),
  },
} as const satisfies Record<string, Flag>;
