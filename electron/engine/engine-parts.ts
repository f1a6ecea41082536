import type { SetUpWish } from '../../shared/contract/set-up.ts';
import type { Clock } from '../../shared/wire/clock.ts';
import type { AlertNotifier } from './alerts/alert-notifier.ts';
import type { SecretCipher } from './secrets/secret-cipher.ts';
import type { SettingsFile } from './settings/settings-file.ts';

/** What the engine writes to its log; pino's loggers have this shape. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** An exit server that runs inside this process, for tunnels on this computer. */
export interface EmbeddedExit {
  /** `ws://127.0.0.1:PORT` of its control plane. */
  readonly controlUrl: string;
  readonly token: string;
  /** Ends its listeners and sessions. */
  close(): Promise<void>;
}

/** Starts the embedded exit server. The engine knows it only by this: `exit/` is handed in by the entries. */
export type StartEmbeddedExit = (options: { preferredDataPort: number; log: Log }) => Promise<EmbeddedExit>;

/** Makes the file that sets up an exit server which a token opens; or says what is wrong with the wish. */
export type WriteSetUpFile = (
  wish: SetUpWish & { token: string },
) => Promise<
  { fileName: string; text: string; tokenCommand: string | undefined } | { field: string | undefined; problem: string }
>;

/** All that an engine needs from where it runs. */
export interface EngineParts {
  /** Folder of the vault and, later, of the metrics store. */
  readonly dataDir: string;
  readonly settings: SettingsFile;
  /** Where secrets are kept, unless the user chooses another place. */
  readonly cipher: SecretCipher;
  /** The other places that there are here. */
  readonly moreCiphers?: readonly SecretCipher[];
  /** Why the system's keychain is none of them, one sentence. */
  readonly noKeychain?: string | undefined;
  readonly startEmbeddedExit: StartEmbeddedExit;
  /** Handed in as the embedded exit server is; undefined: this program sets no servers up. */
  readonly writeSetUpFile?: WriteSetUpFile | undefined;
  readonly log: Log;
  /** Told of alerts beside the activity: the desktop's notifications. */
  readonly notifier?: AlertNotifier;
  /** Port of loopback for `/metrics` and the health endpoints, instead of that of the settings; `start` rejects where it is in use. */
  readonly metricsPort?: number | undefined;
  /** Version of the app, told to exit servers. */
  readonly version: string;
  /** For tests: what the timers of licences go by, and the time of day, ms since the epoch. */
  readonly clock?: Clock;
  readonly now?: () => number;
}
