import { z } from 'zod';
import { TunnelKind } from './tunnel.ts';

/** Bytes of a text that is brought over: the largest configuration files have some ten thousand. */
export const MAX_IMPORT_LENGTH = 1024 * 1024;

/** Whose settings a text is. */
export const ImportSource = z.enum(['ngrok.yml', 'frpc.toml', 'ngrok', 'inlets', 'ssh', 'porthole']);

/** What one tunnel of another program becomes. */
export const PlannedTunnel = z.object({
  /** Its place in the text. */
  index: z.int().min(0),
  /** As it will be called here: free, and part of a host name. */
  name: z.string(),
  kind: TunnelKind,
  /** Where it will lead to, as it is shown; absent where it cannot be brought over. */
  upstream: z.string().optional(),
  /** Whether hidden files of a folder come with it. */
  dotFiles: z.boolean().optional(),
  remotePort: z.int().optional(),
  localPort: z.int().optional(),
  /** Id of the server that the export says, where this app has it; absent: the one that the user chooses. */
  serverId: z.string().optional(),
  /** What becomes something else here or is left behind, a sentence each. */
  notes: z.array(z.string()),
  /** Why it cannot be brought over, one sentence. */
  problem: z.string().optional(),
});

/** What a text would bring. */
export const ImportPlan = z.object({
  source: ImportSource,
  tunnels: z.array(PlannedTunnel),
  notes: z.array(z.string()),
});

export type ImportSource = z.infer<typeof ImportSource>;
export type PlannedTunnel = z.infer<typeof PlannedTunnel>;
export type ImportPlan = z.infer<typeof ImportPlan>;
