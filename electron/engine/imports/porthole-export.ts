import { z } from 'zod';
import { EMBEDDED_SERVER_ID } from '../../../shared/contract/server.ts';
import { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { ImportError, type Imported, plainTunnel } from './imported.ts';
import type { LooseRecord } from './loose-values.ts';

/** The format that this version writes, under the key that tells such a file from others. */
const EXPORT_VERSION = 1;

const ExportedServer = z.object({
  id: z.string().min(1),
  label: z.string().min(1).max(255),
  url: z.url({ protocol: /^wss?$/ }),
  ca: z.string().optional(),
});

/** What goes from one computer to another: no token, no password, no key, and nothing that is this computer's own. */
const PortholeExport = z.object({
  porthole: z.literal(EXPORT_VERSION),
  servers: z.array(ExportedServer),
  // A command is let in by nobody but this computer's user, who types it: no file brings one.
  tunnels: z.array(TunnelConfig.omit({ onDemand: true })),
});

/** A server that an export names. */
export type ExportedServer = z.infer<typeof ExportedServer>;

/** The user's tunnels and servers as a text for another computer, JSON. Passwords of rules are in it as the hashes that they are kept as. */
export function writePortholeExport({ servers, tunnels }: Settings): string {
  const exported: z.infer<typeof PortholeExport> = {
    porthole: EXPORT_VERSION,
    servers: servers.map(({ id, label, url, ca }) => ({ id, label, url, ca })),
    tunnels: tunnels.map(({ onDemand, ...tunnel }) => tunnel),
  };
  return `${JSON.stringify(exported, null, 2)}\n`;
}

export function isPortholeExport(file: LooseRecord): boolean {
  return 'porthole' in file;
}

/** Throws ImportError where a newer version wrote it, or somebody changed it into nothing that can be read. */
export function readPortholeExport(file: LooseRecord): Imported {
  if (typeof file.porthole === 'number' && file.porthole > EXPORT_VERSION) {
    throw new ImportError('A newer version of Porthole wrote this: update the app first.');
  }
  const parsed = PortholeExport.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ImportError(`This export of Porthole cannot be read at ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { servers, tunnels } = parsed.data;
  return {
    source: 'porthole',
    tunnels: tunnels.map((config) => ({
      ...plainTunnel(config.kind, config.name, config.upstream),
      config,
      server: config.serverId === EMBEDDED_SERVER_ID ? undefined : servers.find(({ id }) => id === config.serverId),
    })),
    notes: servers.length > 0 ? ['Tokens are not in the file: enter them again, or join the servers anew.'] : [],
  };
}
