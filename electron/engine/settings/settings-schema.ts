import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CaptureSettings, DEFAULT_CAPTURE } from '../../../shared/contract/capture-settings.ts';
import { Keeping } from '../../../shared/contract/secrets.ts';
import { EMBEDDED_SERVER_ID, TokenGrant } from '../../../shared/contract/server.ts';
import { Preferences } from '../../../shared/contract/settings.ts';
import { SigningSecret } from '../../../shared/contract/signing-secret.ts';
import { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { LicenceConfig } from '../licences/licence-config.ts';
import { NetworkSettings } from '../network/network-settings.ts';

/** The format that this version writes. */
export const SETTINGS_VERSION = 1;

/** A server as it is kept: its token is in the vault, under `secretId`. */
export const ServerConfig = z.object({
  id: z.string().min(1),
  label: z.string().min(1),
  url: z.url({ protocol: /^wss?$/ }),
  /** `sha256:HEX` of the CA to trust, from the join link. */
  ca: z.string().optional(),
  secretId: z.string().min(1),
  tokenLast4: z.string(),
  /** What the exit server said of it when it was last used. */
  tokenGrant: TokenGrant.optional(),
});

export const Settings = z.object({
  version: z.literal(SETTINGS_VERSION),
  /** Tells exit servers that a reconnecting client is the same one; as secret as a session, so never shown whole. */
  clientId: z.string().min(16),
  preferences: Preferences,
  /** Absent in files of older versions. */
  network: NetworkSettings.default({ proxyMode: 'environment' }),
  /** Where the user wants secrets to be; `movingTo` while they are on their way, so that a crash does not leave them half-way. */
  keeping: z.object({ chosen: Keeping.optional(), movingTo: Keeping.optional() }).default({}),
  /** Absent in files of older versions. */
  capture: CaptureSettings.default(DEFAULT_CAPTURE),
  signingSecrets: z.array(SigningSecret).default([]),
  servers: z.array(ServerConfig),
  tunnels: z.array(TunnelConfig),
  /** Absent in files of older versions. */
  licences: z.array(LicenceConfig).default([]),
});

export type ServerConfig = z.infer<typeof ServerConfig>;
export type Settings = z.infer<typeof Settings>;

export function defaultSettings(): Settings {
  return {
    version: SETTINGS_VERSION,
    clientId: randomUUID(),
    preferences: { theme: 'system', defaultServerId: EMBEDDED_SERVER_ID },
    network: { proxyMode: 'environment' },
    keeping: {},
    capture: DEFAULT_CAPTURE,
    signingSecrets: [],
    servers: [],
    tunnels: [],
    licences: [],
  };
}

/** One step from the format `version` to the next; a step never changes after its release. */
export interface Migration {
  readonly from: number;
  migrate(old: Record<string, unknown>): Record<string, unknown>;
}

/** In order. The first format has none; the runner is tested with made-up ones. */
export const MIGRATIONS: readonly Migration[] = [];

/** Brings settings of an older format to this one and checks them. Throws where they cannot be understood. */
export function readSettings(value: unknown, migrations = MIGRATIONS, newest = SETTINGS_VERSION): Settings {
  let current = z.record(z.string(), z.unknown()).parse(value);
  for (const migration of migrations) {
    if (current.version === migration.from) current = { ...migration.migrate(current), version: migration.from + 1 };
  }
  if (typeof current.version === 'number' && current.version > newest) {
    throw new Error('The settings were written by a newer version of Porthole.');
  }
  return Settings.parse(current);
}
