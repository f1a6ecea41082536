import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitLog } from '../log.ts';
import type { ExitTokens } from '../tokens/exit-tokens.ts';
import { SharedToken } from '../tokens/shared-token.ts';
import { TOKENS_FILE, TokenDatabase } from '../tokens/token-database.ts';
import { flagOf, variableOf } from './flags/flag.ts';
import { type ExitOptions, FLAGS } from './options.ts';
import { generateToken, readTokenFile } from './token-file.ts';
import { UsageError } from './usage-error.ts';

/** What the flags say about tokens, before anything is opened. */
export interface TokenSettings {
  /** The one that all may share. */
  shared: string | undefined;
  /** What the owner of the token file should know. */
  warning?: string | undefined;
}

/** Reads the token file. Throws UsageError where it is wrong, or where nobody could ever connect. */
export function tokenSettingsOf(options: ExitOptions): TokenSettings {
  const { tokenFile, devMode, dataDir } = options;
  if (tokenFile !== undefined) {
    const { token, warning } = readTokenFile(tokenFile);
    return { shared: token, warning };
  }
  if (devMode) return { shared: generateToken() };
  if (existsSync(join(dataDir, TOKENS_FILE))) return { shared: undefined };
  throw new UsageError(
    `there is no token that a client could have: make one with "porthole-exit token create --label NAME --data-dir ${dataDir}", ` +
      `or give ${flagOf(FLAGS.tokenFile)} FILE (or ${variableOf(FLAGS.tokenFile)}), or --dev-mode to try it on this machine`,
  );
}

/** Opens the tokens of a run. Throws TokenError where the database cannot be used. */
export function openTokens({ shared }: TokenSettings, options: ExitOptions, log: ExitLog): ExitTokens {
  const { tokenFile, devMode, dataDir } = options;
  const database = new TokenDatabase({ path: devMode ? undefined : join(dataDir, TOKENS_FILE), log });
  const file = tokenFile === undefined ? undefined : { path: tokenFile, read: () => readTokenFile(tokenFile).token };
  return { shared: shared === undefined ? undefined : new SharedToken(shared, file, log), database };
}
