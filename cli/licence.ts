import { existsSync } from 'node:fs';
import { safe } from '@orpc/client';
import { createEngine } from '../electron/engine/engine.ts';
import { RequestError } from '../electron/engine/request-error.ts';
import { KeyFileCipher } from '../electron/engine/secrets/key-file-cipher.ts';
import { settingsFileOf } from '../electron/engine/settings/settings-file-of.ts';
import { connectLocally } from '../electron/rpc/local-endpoint.ts';
import type { Licence } from '../shared/contract/licence.ts';
import type { Server } from '../shared/contract/server.ts';
import { plainText } from '../shared/plain-text.ts';
import { VERSION } from '../shared/version.ts';
import { createCliLog } from './cli-log.ts';
import { CommandError } from './command-error.ts';
import { defaultDataDir } from './data-dir.ts';
import { licenceText } from './licence-text.ts';
import { readSecretFile } from './read-secret-file.ts';

export interface LicenceFlags {
  dataDir?: string;
  json?: boolean;
}

export interface LicenceAddFlags extends LicenceFlags {
  server?: string;
}

/** What the commands ask, of the app that runs or of its data folder. */
interface LicenceBook {
  licences(): Promise<Licence[]>;
  servers(): Promise<Server[]>;
  add(text: string, serverId: string | undefined): Promise<Licence>;
  remove(id: string): Promise<void>;
}

/** `porthole licence add|list|remove`, of the app that runs with a data folder, or of the folder where none does. Reject with CommandError. */
export const licence = {
  async add(file: string, flags: LicenceAddFlags): Promise<void> {
    const text = readSecretFile(file, 'licence add', true);
    const added = await withBook(flags, async (book) => {
      const serverId = flags.server === undefined ? undefined : findServer(await book.servers(), flags.server);
      return book.add(text, serverId);
    });
    process.stdout.write(flags.json === true ? `${plainText.json(added)}\n` : licenceText.added(added));
  },

  async list(flags: LicenceFlags): Promise<void> {
    const licences = await withBook(flags, (book) => book.licences());
    process.stdout.write(flags.json === true ? `${plainText.json({ licences })}\n` : licenceText.list(licences));
  },

  async remove(id: string, flags: LicenceFlags): Promise<void> {
    const removed = await withBook(flags, async (book) => {
      const found = (await book.licences()).find((candidate) => candidate.id === id || candidate.licenceId === id);
      if (found === undefined) {
        throw new CommandError(1, `There is no licence "${id}": "porthole licence list" shows all.`);
      }
      await book.remove(found.id);
      return found;
    });
    process.stdout.write(flags.json === true ? `${plainText.json(removed)}\n` : licenceText.removed(removed));
  },
};

async function withBook<Result>(
  { dataDir }: LicenceFlags,
  run: (book: LicenceBook) => Promise<Result>,
): Promise<Result> {
  const folder = dataDir ?? defaultDataDir();
  const local = await connectLocally(folder);
  if (local) {
    const { client } = local;
    const book: LicenceBook = {
      licences: async () => (await firstOf(await client.licences.watch())).licences,
      servers: async () => (await firstOf(await client.servers.watch())).servers,
      add: (text, serverId) => expected(client.licences.import({ text, ...(serverId !== undefined && { serverId }) })),
      remove: async (id) => void (await expected(client.licences.remove({ id }))),
    };
    return run(book).finally(() => local.close());
  }
  if (!existsSync(folder))
    throw new CommandError(1, `There is no data folder ${folder}: start the app once, or give --data-dir.`);
  const engine = createEngine({
    dataDir: folder,
    settings: settingsFileOf(folder),
    cipher: KeyFileCipher.of(folder),
    startEmbeddedExit: () => Promise.reject(new Error('No tunnel runs here.')),
    log: createCliLog(),
    version: VERSION,
  });
  try {
    await engine.load();
    return await run({
      licences: async () => engine.licences.licences.value,
      servers: async () => engine.servers.servers.value,
      add: (text, serverId) => engine.licences.import({ text, serverId }),
      remove: (id) => engine.licences.remove(id),
    });
  } catch (error) {
    throw error instanceof RequestError ? new CommandError(1, error.message) : error;
  } finally {
    await engine.stop();
  }
}

/** What the app refuses becomes the one line of the command. */
async function expected<Result>(call: Promise<Result>): Promise<Result> {
  const [error, result] = await safe(call);
  if (error) throw new CommandError(1, error.message);
  return result as Result;
}

async function firstOf<State>(states: AsyncIterable<State>): Promise<State> {
  for await (const state of states) return state;
  throw new CommandError(1, 'Porthole ended while it was asked.');
}

function findServer(servers: readonly Server[], wanted: string): string {
  const found = servers.filter(
    ({ url, label, id }) => url === wanted.replace(/\/$/, '') || label === wanted || id === wanted,
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.id;
  const own = servers.filter(({ embedded }) => !embedded).map(({ label }) => label);
  const choice = own.length === 0 ? 'join it in the app first' : `the servers are ${own.join(', ')}`;
  const why = only === undefined ? 'is none of the app’s servers' : 'is the name of several: give the URL';
  throw new CommandError(2, `--server "${wanted}" ${why}; ${choice}.`);
}
