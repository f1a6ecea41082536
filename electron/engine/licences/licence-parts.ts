import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import type { Clock } from '../../../shared/wire/clock.ts';
import type { Log } from '../engine-parts.ts';
import type { Network } from '../network/network.ts';
import type { Notices } from '../notices.ts';
import type { Vault } from '../secrets/vault.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** What the licences of the app need around them. */
export interface LicenceParts {
  readonly settings: SettingsStore;
  readonly vault: Vault;
  readonly network: Network;
  readonly notices: Notices;
  readonly log: Log;
  /** All tunnels, for what is in use. */
  readonly tunnels: () => readonly Tunnel[];
  /** Another licence is to be presented to a server, on the session that runs too. */
  readonly onPresented: (serverId: string) => void;
  /** For tests. */
  readonly clock?: Clock;
  /** ms since the epoch, for tests */
  readonly now?: () => number;
}
