import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../shared/write-file-atomically.ts';
import { setAsideName } from '../settings/set-aside-name.ts';

const Content = z.object({ version: z.literal(1), entries: z.record(z.string(), z.string()) });

/** The encrypted secrets of one keeping by id, in a file that is replaced as a whole, or in memory only. */
export class SecretFile {
  readonly #path: string | undefined;
  #entries: ReadonlyMap<string, Buffer> = new Map();
  #writing: Promise<void> = Promise.resolve();

  /** @param path undefined: nothing goes to the disk */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  get ids(): Iterable<string> {
    return this.#entries.keys();
  }

  get(id: string): Buffer | undefined {
    return this.#entries.get(id);
  }

  /**
   * Reads what is kept. A file that cannot be read is set aside, never overwritten.
   * @param lookOnly it is left where it is
   * @returns one line for the user where that happened
   */
  async load({ lookOnly = false } = {}): Promise<string | undefined> {
    if (this.#path === undefined) return undefined;
    try {
      const { entries } = Content.parse(JSON.parse(await readFile(this.#path, 'utf8')));
      this.#entries = new Map(Object.entries(entries).map(([id, data]) => [id, Buffer.from(data, 'base64')]));
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      if (lookOnly) return `The file of secrets ${this.#path} cannot be read.`;
      const aside = setAsideName(this.#path);
      await rename(this.#path, aside);
      return `The file of secrets could not be read and was set aside as ${aside}: enter your tokens again.`;
    }
  }

  /** Resolves when all of them are on the disk. */
  put(added: ReadonlyMap<string, Buffer>): Promise<void> {
    return this.#change((entries) => {
      for (const [id, data] of added) entries.set(id, data);
    });
  }

  /** Resolves when none of them is on the disk any more; the file goes with its last entry. */
  drop(ids: Iterable<string>): Promise<void> {
    const gone = [...ids].filter((id) => this.#entries.has(id));
    if (gone.length === 0) return Promise.resolve();
    return this.#change((entries) => {
      for (const id of gone) entries.delete(id);
    });
  }

  /** One after the other. A change that cannot be written changes nothing, and does not stop the next. */
  #change(edit: (entries: Map<string, Buffer>) => void): Promise<void> {
    const run = async () => {
      const next = new Map(this.#entries);
      edit(next);
      if (this.#path !== undefined) await replace(this.#path, next);
      this.#entries = next;
    };
    this.#writing = this.#writing.then(run, run);
    return this.#writing;
  }
}

async function replace(path: string, entries: ReadonlyMap<string, Buffer>): Promise<void> {
  if (entries.size === 0) {
    await rm(path, { force: true });
    return;
  }
  const texts = Object.fromEntries([...entries].map(([id, data]) => [id, data.toString('base64')]));
  await writeFileAtomically(path, `${JSON.stringify({ version: 1, entries: texts }, null, 2)}\n`, 0o600);
  await syncFolder(dirname(path));
}

/** The new name must be on the disk too, before somebody removes what the file replaces. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and keeps names by itself.
  if (process.platform === 'win32') return;
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}
