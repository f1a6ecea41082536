import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { HistoryStore } from '../history/history-store.ts';
import { StorageThread } from '../storage/storage-thread.ts';
import type { StoreClient } from '../storage/store-client.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import { Activity, type NewEntry, READ_AGAIN_MS } from './activity.ts';

const entry = (message: string): NewEntry => ({ level: 'info', source: 'test', message, tunnelIds: ['a'] });

afterEach(() => {
  vi.useRealTimers();
});

/** One run of the app with its file. */
function start(path: string, problems: string[] = []) {
  const storage = new StorageThread({ log: SILENT_LOG, onProblem: (message) => problems.push(message) });
  const store = storage.open<HistoryStore>('history', path);
  const activity = new Activity(SILENT_LOG, () => 5);
  const end = async () => {
    activity.close();
    await storage.close();
    return activity.entries.value;
  };
  return { activity, store, end };
}

const messages = (entries: readonly { message: string }[]) => entries.map(({ message }) => message);

it('keeps entries over restarts, newest first, those too that came before the file was read', async () => {
  const path = join(await temporaryFolder(), 'history.sqlite');
  const problems: string[] = [];
  const run = async (early: string, meanwhile: string, late: string) => {
    const { activity, store, end } = start(path, problems);
    activity.add(entry(early));
    const opened = activity.open(store);
    activity.add(entry(meanwhile));
    await opened;
    activity.add(entry(late));
    return end();
  };
  await run('one', 'two', 'three');
  await run('four', 'five', 'six');
  const entries = await run('seven', 'eight', 'nine');
  expect(messages(entries)).toEqual(['nine', 'eight', 'seven', 'six', 'five', 'four', 'three', 'two', 'one']);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(9);
  expect(entries[0]).toMatchObject({ at: 5, level: 'info', source: 'test', tunnelIds: ['a'] });
  expect(problems).toEqual([]);
});

it('writes over nothing while the file cannot be read, and keeps all once it can', async () => {
  const path = join(await temporaryFolder(), 'history.sqlite');
  const first = start(path);
  await first.activity.open(first.store);
  first.activity.add(entry('one'));
  await first.end();
  await rename(path, `${path}.away`);
  await mkdir(path);
  await writeFile(join(path, 'in the way'), '');

  // Its pause alone is skipped; the storage thread has a clock of its own.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const second = start(path);
  await second.activity.open(second.store);
  await rm(path, { recursive: true });
  await rename(`${path}.away`, path);
  second.activity.add(entry('two'));
  expect(messages(second.activity.entries.value)).toEqual(['two']);
  vi.advanceTimersByTime(READ_AGAIN_MS);
  await expect.poll(() => messages(second.activity.entries.value)).toEqual(['two', 'one']);
  second.activity.add(entry('three'));
  await second.end();

  const third = start(path);
  await third.activity.open(third.store);
  expect(messages(await third.end())).toEqual(['three', 'two', 'one']);
});

it('looks no more for what it could not read once it is closed', async () => {
  vi.useFakeTimers();
  const activity = new Activity(SILENT_LOG);
  const store = { call: () => Promise.reject(new Error('the disk is away')) } as unknown as StoreClient<HistoryStore>;
  await activity.open(store);
  expect(vi.getTimerCount()).toBe(1);
  activity.close();
  expect(vi.getTimerCount()).toBe(0);
  await activity.open(store);
  expect(vi.getTimerCount()).toBe(0);
});

it('shows the last 500 without a file', () => {
  const activity = new Activity(SILENT_LOG);
  for (let i = 0; i < 600; i += 1) activity.add(entry(String(i)));
  expect(activity.entries.value).toHaveLength(500);
  expect(activity.entries.value[0]?.message).toBe('599');
});
