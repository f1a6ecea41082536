import { z } from 'zod';

/** Something that listens on this machine for TCP connections. */
export const Service = z.object({
  /** Stable while it listens: `PORT`. One port is one service, whatever addresses it is bound to. */
  id: z.string(),
  port: z.int().min(1).max(65535),
  /** Addresses it listens on, e.g. `127.0.0.1`, `::1`, `0.0.0.0`. */
  addresses: z.array(z.string()),
  pid: z.int().optional(),
  /** The program's name, e.g. `vite`, `nginx`, `postgres`; absent where the system does not tell. */
  program: z.string().optional(),
  /** The folder name of the program's working directory, e.g. `my-shop`. */
  project: z.string().optional(),
  /** `http` when it answered an HTTP request, `tcp` otherwise. */
  kind: z.enum(['http', 'tcp']),
  /** Of those of kind `http`: it speaks TLS. */
  tls: z.literal(true).optional(),
  /** The page's `<title>` where it speaks HTTP. */
  title: z.string().optional(),
});

export type Service = z.infer<typeof Service>;
