import { z } from 'zod';
import { Keeping, SecretState } from './secrets.ts';

/** How a session reaches its exit server; all absent while there is none. */
export const LinkWay = z.object({
  transport: z.enum(['websocket', 'long-polling']).optional(),
  /** The proxy on the way, `HOST[:PORT]`. */
  proxy: z.string().optional(),
  /** What the user should know of the way though it works, one sentence. */
  linkNote: z.string().optional(),
});

/** Id of the exit server inside the app. */
export const EMBEDDED_SERVER_ID = 'embedded';

/** What the exit server said of the token when it was last used. */
export const TokenGrant = z.object({
  /** What its maker calls it; absent of the one that all clients of a server share. */
  label: z.string().optional(),
  /** Whether it may manage the tokens of the server. */
  admin: z.boolean(),
  /** What it may open, in words. */
  may: z.string(),
  /** ISO 8601; absent: it does not end by itself. */
  expiresAt: z.string().optional(),
});

/** An exit server as the page sees it: never its token. */
export const Server = z.object({
  id: z.string(),
  label: z.string(),
  /** `wss://HOST:PORT` or `ws://HOST:PORT`; `embedded` has none until it runs. */
  url: z.string().optional(),
  /** `sha256:HEX`: fingerprint of the one CA that is trusted for this server; absent where public CAs are. */
  pinnedCa: z.string().optional(),
  embedded: z.boolean(),
  /** Last four characters of its token, absent where there is none. */
  tokenLast4: z.string().optional(),
  /** Where the token is kept. */
  tokenKeeping: Keeping.optional(),
  /** Whether the token can be used; absent for the embedded one. */
  tokenState: SecretState.optional(),
  /** Absent before the token was used for the first time, and of servers that do not tell. */
  tokenGrant: TokenGrant.optional(),
  connected: z.boolean(),
  /** Round-trip time of the session in ms, while connected. */
  rttMs: z.number().optional(),
  version: z.string().optional(),
  ...LinkWay.shape,
});

export type TokenGrant = z.infer<typeof TokenGrant>;
export type Server = z.infer<typeof Server>;
export type LinkWay = z.infer<typeof LinkWay>;
