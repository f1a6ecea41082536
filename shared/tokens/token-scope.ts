import { z } from 'zod';

/** Entries of a list: what one person gives a token by hand, generously. */
const MAX_ENTRIES = 100;
/** One or more labels; `*` stands for any characters within one. The longest domain name (RFC 1035 §2.3.4) bounds it. */
const NAME_PATTERN = /^(?=.{1,253}$)[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?(?:\.[a-z0-9*](?:[a-z0-9*-]*[a-z0-9*])?)*$/;
const TARGET = /^(?:\[[0-9a-f:.]+\]|[a-z0-9*](?:[a-z0-9.*_-]*[a-z0-9*])?):(?:\*|(?!0)\d{1,5})$/;
const Port = z.int().min(1).max(65_535);

const list = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).min(1).max(MAX_ENTRIES);

/**
 * What a token may do. Of `names`, `tcp` and `forward`: where none is there, all that the exit server allows; where any is, only
 * what is listed.
 */
export const TokenScope = z.strictObject({
  /** Names of HTTP tunnels, e.g. `blog` or `*-dev`. */
  names: list(z.string().toLowerCase().regex(NAME_PATTERN, 'must be names like blog or *-dev')).optional(),
  /** Ranges of TCP ports, both ends included. */
  tcp: list(
    z
      .strictObject({ from: Port, to: Port })
      .refine(({ from, to }) => from <= to, 'must be ports or ranges like 10000-10010'),
  ).optional(),
  /** Targets of local forwarding, `HOST:PORT` as clients spell them; `*` stands for any characters within a label, or any port. */
  forward: list(z.string().toLowerCase().regex(TARGET, 'must be targets like db:5432')).optional(),
  /** Tunnels at once, of all clients with the token together. */
  maxTunnels: z.int().min(1).max(10_000).optional(),
  /** May read `/status` and `/metrics`, and list, make and end tokens over the control plane. */
  admin: z.boolean().optional(),
});

export type TokenScope = z.infer<typeof TokenScope>;

/** The scope of the token of `--token-file`, which is the owner's. */
export const OWNER_SCOPE: TokenScope = { admin: true };
