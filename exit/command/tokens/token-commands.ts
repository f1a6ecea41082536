import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { plainText } from '../../../shared/plain-text.ts';
import type { IssuedToken } from '../../../shared/tokens/token-record.ts';
import { formatJoinLink } from '../../../shared/wire/join-link.ts';
import { isLoopback } from '../../net/listen-address.ts';
import { TOKENS_FILE } from '../../tokens/token-database.ts';
import { TokenError } from '../../tokens/token-error.ts';
import { TokenStore } from '../../tokens/token-store.ts';
import { actAsOwner } from '../act-as-owner.ts';
import type { JoinAddress } from '../join-address.ts';
import { type ExitOptions, resolveOptions } from '../options.ts';
import { findJoinAddress } from './find-join-address.ts';
import {
  type CreateFlags,
  type IssueFlags,
  newTokenOf,
  overlapOf,
  type RotateFlags,
  type TokenFlags,
} from './token-flags.ts';
import { renderTokens } from './token-text.ts';

/** The parts of a process that the commands touch. */
type CommandHost = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr'>;

/** `porthole-exit token create|list|revoke|rotate`, beside a server that runs or before one does. Reject with UsageError or TokenError. */
export const tokenCommands = {
  async create(flags: CreateFlags, host: CommandHost): Promise<void> {
    const wanted = newTokenOf(flags, Date.now());
    const options = optionsOf(flags, host);
    const isNew = !existsSync(options.dataDir);
    // First, so that no token is made that nobody gets to see.
    const address = await findJoinAddress(options);
    showIssued(
      withStore(options, true, (store) => store.create(wanted)),
      address,
      flags,
      host,
    );
    if (isNew) host.stderr.write(newFolderNote(options.dataDir));
  },

  async list(flags: TokenFlags, host: CommandHost): Promise<void> {
    const options = optionsOf(flags, host);
    const tokens = existsSync(pathOf(options)) ? withStore(options, false, (store) => store.list()) : [];
    host.stdout.write(flags.json === true ? `${plainText.json(tokens)}\n` : renderTokens(tokens));
  },

  async revoke(which: string, flags: TokenFlags, host: CommandHost): Promise<void> {
    const record = withStore(optionsOf(flags, host), false, (store) => store.revoke(which));
    const text = `${plainText.line(`revoked "${record.label}" (${record.id}): its sessions end within a second`)}\n`;
    host.stdout.write(flags.json === true ? `${plainText.json(record)}\n` : text);
  },

  async rotate(which: string, flags: RotateFlags, host: CommandHost): Promise<void> {
    const overlap = overlapOf(flags.overlap);
    const options = optionsOf(flags, host);
    const address = await findJoinAddress(options);
    showIssued(
      withStore(options, false, (store) => store.rotate(which, overlap)),
      address,
      flags,
      host,
    );
  },
};

/** The server's settings, as far as the command and the environment say them. */
function optionsOf({ dataDir, server }: IssueFlags, { env }: CommandHost): ExitOptions {
  const options = resolveOptions(
    { ...(dataDir !== undefined && { dataDir }), ...(server !== undefined && { publicControlUrl: server }) },
    env,
  );
  actAsOwner(options.dataDir);
  return options;
}

/** Said where no server has run yet: a token in another folder than the server's own is known to nobody. */
function newFolderNote(dataDir: string): string {
  return `${resolve(dataDir)} was made for it: the token counts once a server runs with --data-dir ${resolve(dataDir)}. For one that runs already, give its folder with --data-dir.\n`;
}

function pathOf({ dataDir }: ExitOptions): string {
  return join(dataDir, TOKENS_FILE);
}

function withStore<Result>(options: ExitOptions, make: boolean, run: (store: TokenStore) => Result): Result {
  const path = pathOf(options);
  if (!make && !existsSync(path)) {
    throw new TokenError(
      'not-found',
      `there are no tokens in ${options.dataDir}: give the server's folder with --data-dir`,
    );
  }
  const store = new TokenStore(path);
  try {
    return run(store);
  } finally {
    store.close();
  }
}

function showIssued(
  { record, token }: IssuedToken,
  address: JoinAddress,
  flags: IssueFlags,
  { stdout, stderr }: CommandHost,
): void {
  const joinLink = formatJoinLink({ ...address, token });
  if (flags.json === true) {
    stdout.write(`${plainText.json({ ...record, token, joinLink })}\n`);
    return;
  }
  stdout.write(`token      ${token}\njoin link  ${joinLink}\n`);
  if (stdout.isTTY === true) stdout.write(`\n${renderUnicodeCompact(joinLink)}\n`);
  const { previous } = record;
  if (previous !== undefined)
    stderr.write(`The token that ends in ${previous.last4} is valid until ${previous.validUntil}.\n`);
  stderr.write('The token is shown this once: give the link to whoever is to have it.\n');
  if (isLoopback(new URL(address.server).hostname)) {
    stderr.write('The link works on this machine only: give --server wss://HOST:PORT for other computers.\n');
  }
}
