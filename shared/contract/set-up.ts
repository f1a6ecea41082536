import { z } from 'zod';

/** What a server is to be that the app sets up. */
export const SetUpWish = z.object({
  /** User data of a new machine at a cloud provider, any Linux with systemd, or Docker Compose. */
  place: z.enum(['cloud-init', 'systemd', 'compose']),
  /** Its domain, or its IP address: then visitors from outside reach TCP tunnels only. */
  address: z.string().trim().toLowerCase().min(1, 'Type the domain or the address of the server.').max(253),
  /** For certificates from Let's Encrypt; absent: visitors come in the clear. */
  email: z.string().trim().min(1).max(254).optional(),
  /** Names of tunnels that get a certificate. */
  names: z.array(z.string().trim().min(1).max(63)).max(50).optional(),
});

/** The one server that is being set up. */
export const SetUp = z.object({
  address: z.string(),
  /** When it was begun, ms since the epoch. */
  since: z.number(),
  /** `done`: the server is added. */
  state: z.enum(['waiting', 'done']),
  /** What it waits for: a name, the port, TLS with a good certificate, an exit server that has the token. Absent before the first look, and when done. */
  waitsFor: z.enum(['dns', 'port', 'tls', 'token']).optional(),
  /** One sentence, and what to do. */
  message: z.string(),
  /** The server, when done. */
  serverId: z.string().optional(),
});

/** What is told once: the file, which may hold the token. */
export const SetUpFile = z.object({
  fileName: z.string(),
  text: z.string(),
  /** Puts the token into its place on the server; absent where the file holds it. */
  tokenCommand: z.string().optional(),
});

export type SetUpWish = z.infer<typeof SetUpWish>;
export type SetUp = z.infer<typeof SetUp>;
export type SetUpFile = z.infer<typeof SetUpFile>;
