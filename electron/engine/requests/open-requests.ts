import { join } from 'node:path';
import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { Log } from '../engine-parts.ts';
import type { Trust } from '../network/trust.ts';
import type { Vault } from '../secrets/vault.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { StorageThread } from '../storage/storage-thread.ts';
import { RequestLog } from './request-log.ts';
import { RequestTools } from './request-tools.ts';
import { SigningSecrets } from './signatures/signing-secrets.ts';
import type { RequestsStore } from './store/requests-store.ts';

const FILE = 'requests.sqlite';

export interface RequestsParts {
  /** Empty: nothing is captured. */
  readonly dataDir: string;
  readonly storage: StorageThread;
  readonly settings: SettingsStore;
  readonly vault: Vault;
  readonly trust: Trust;
  readonly log: Log;
  /** Throws RequestError where it is no more. */
  tunnel(id: string): TunnelConfig;
}

/** Makes all that an app has for captured requests. */
export function openRequests({ dataDir, storage, settings, vault, trust, log, tunnel }: RequestsParts): RequestTools {
  const store = dataDir === '' ? undefined : storage.open<RequestsStore>('requests', join(dataDir, FILE));
  const secrets = new SigningSecrets(settings, vault);
  return new RequestTools({ log: new RequestLog({ settings, store, log }), settings, secrets, trust, tunnel });
}
