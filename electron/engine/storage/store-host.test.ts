import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { StoreDefinition } from './store-definition.ts';
import { StoreHost } from './store-host.ts';
import type { NotesApi } from './testing/notes-api.ts';
import { NOTES } from './testing/notes-definition.ts';

async function host() {
  const folder = await temporaryFolder();
  const path = join(folder, 'notes.sqlite');
  const problems: string[] = [];
  const made = new StoreHost(NOTES, path, (message) => problems.push(message));
  onTestFinished(() => made.close());
  return { host: made, path, folder, problems };
}

/** The first page stands, so that it opens; all others are noise. */
async function breakLaterPages(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(200_000, 0xa5), 0, 200_000, 4096);
  await file.close();
}

describe('StoreHost', () => {
  it('runs the methods of its store, and keeps what they wrote', async () => {
    const { host: first, path, problems } = await host();
    expect(first.call('add', ['one'])).toBe(1);
    expect(() => first.call('fail', [])).toThrow('always fails');
    expect(() => first.call('nothing', [])).toThrow('the notes has no method nothing');
    first.close();
    const second = new StoreHost(NOTES, path, () => {});
    expect(second.call('all', [])).toEqual(['one']);
    second.close();
    expect(problems).toEqual([]);
  });

  it('begins anew where the file breaks while it is used, and says so once', async () => {
    const { host: store, path, folder, problems } = await host();
    for (let i = 0; i < 2000; i += 1) store.call('add', ['x'.repeat(200)]);
    store.close();
    await breakLaterPages(path);
    expect(() => store.call('all', [])).toThrow();
    expect(problems).toEqual([expect.stringContaining('could not be read. It was set aside as')]);
    expect(store.call('add', ['after'])).toBe(1);
    expect((await readdir(folder)).filter((name) => name.includes('unreadable'))).not.toEqual([]);
  });

  it('begins anew where the store itself finds its file broken at the start', async () => {
    const { host: first, path, folder } = await host();
    for (let i = 0; i < 2000; i += 1) first.call('add', ['x'.repeat(200)]);
    first.close();
    await breakLaterPages(path);
    const problems: string[] = [];
    // Most stores read some of their rows when they are made.
    const reading: StoreDefinition<NotesApi> = {
      ...NOTES,
      create(database) {
        const notes = NOTES.create(database);
        notes.all();
        return notes;
      },
    };
    const second = new StoreHost(reading, path, (message) => problems.push(message));
    onTestFinished(() => second.close());
    second.open();
    expect(problems).toEqual([expect.stringContaining('could not be read. It was set aside as')]);
    expect(second.call('add', ['after'])).toBe(1);
    expect((await readdir(folder)).filter((name) => name.includes('unreadable'))).not.toEqual([]);
  });

  it('says once why its folder cannot be written, and goes on when it can', async () => {
    const { host: store, path, problems } = await host();
    await mkdir(path);
    await writeFile(join(path, 'in the way'), '');
    store.open();
    expect(() => store.call('all', [])).toThrow('cannot be opened');
    expect(problems).toEqual([expect.stringContaining('cannot be written')]);
    await rm(path, { recursive: true });
    expect(store.call('all', [])).toEqual([]);
  });
});
