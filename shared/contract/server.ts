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
  connected: z.boolean(),
  /** Round-trip time of the session in ms, while connected. */
  rttMs: z.number().optional(),
  version: z.string().optional(),
  ...LinkWay.shape,
});

export type Server = z.infer<typeof Server>;
export type LinkWay = z.infer<typeof LinkWay>;
