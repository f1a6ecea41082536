import type { ImportSource } from '../../../shared/contract/import.ts';
import type { TunnelConfig, TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { HeaderEdit } from '../../../shared/rules/tunnel-rules.ts';
import type { ExportedServer } from './porthole-export.ts';

/** A tunnel as another program describes it, in our words. */
export interface ImportedTunnel {
  /** As it is called there; empty where it has no name. */
  name: string;
  kind: TunnelKind;
  /** What the user would type for it: a port, an address, a URL. */
  target: string;
  remotePort?: number | undefined;
  /** Of a forward tunnel. */
  localPort?: number | undefined;
  /** `keep`, `upstream` or a host. */
  hostHeader?: string | undefined;
  accounts: { user: string; password: string }[];
  allow: string[];
  deny: string[];
  requestHeaders: HeaderEdit[];
  responseHeaders: HeaderEdit[];
  /** What becomes something else here or cannot be carried over, a sentence each. */
  notes: string[];
  /** Of an export of Porthole: the whole, of which only id, server and whether it runs are made anew. */
  config?: TunnelConfig | undefined;
  /** Of an export of Porthole: the server that it ran over there; absent for the embedded one. */
  server?: ExportedServer | undefined;
}

/** What a text holds. */
export interface Imported {
  source: ImportSource;
  tunnels: ImportedTunnel[];
  /** As with a tunnel, of the whole. */
  notes: string[];
}

/** The text cannot be understood; the message is one line that says what to do. */
export class ImportError extends Error {}

/** A tunnel with nothing beside its address. */
export function plainTunnel(kind: TunnelKind, name: string, target: string): ImportedTunnel {
  return { name, kind, target, accounts: [], allow: [], deny: [], requestHeaders: [], responseHeaders: [], notes: [] };
}
