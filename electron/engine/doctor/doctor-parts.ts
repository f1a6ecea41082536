import type { Finding } from '../../../shared/contract/doctor.ts';
import type { Log } from '../engine-parts.ts';
import type { Network } from '../network/network.ts';
import type { SecretInventory } from '../secrets/secret-inventory.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { TunnelManager } from '../tunnels/tunnel-manager.ts';

/** What the doctor looks at the rest of the engine through. */
export interface DoctorParts {
  /** Empty: nothing is kept on the disk. */
  readonly dataDir: string;
  /** Path of the settings file, for people and for reading it anew. */
  readonly settingsPath: string;
  readonly settings: Pick<SettingsStore, 'value' | 'problem'>;
  readonly vault: Pick<Vault, 'inspect'>;
  readonly secrets: Pick<SecretInventory, 'view'>;
  readonly network: Pick<Network, 'routeTo' | 'trust' | 'view'>;
  readonly servers: Pick<ServerDirectory, 'servers' | 'endpoint'>;
  readonly tunnels: Pick<TunnelManager, 'tunnels'>;
  /** The port that metrics are served on; undefined: none is. */
  readonly metricsPort: () => number | undefined;
  readonly log: Log;
}

/** One of the checks. Rejects only where it could not look at all. */
export type DoctorCheck = (parts: DoctorParts, signal: AbortSignal) => Promise<Finding[]>;
