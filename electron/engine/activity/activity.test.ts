import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HistoryStore } from '../history/history-store.ts';
import { StorageThread } from '../storage/storage-thread.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import { Activity, type NewEntry } from './activity.ts';

const entry = (message: string): NewEntry => ({ level: 'info', source: 'test', message, tunnelIds: ['a'] });

it('keeps entries over restarts, newest first, those too that came before the file was read', async () => {
  const path = join(await temporaryFolder(), 'history.sqlite');
  const run = async (early: string, late: string) => {
    const storage = new StorageThread({ log: SILENT_LOG, onProblem: (message) => expect.fail(message) });
    const activity = new Activity(SILENT_LOG, () => 5);
    activity.add(entry(early));
    await activity.open(storage.open<HistoryStore>('history', path));
    activity.add(entry(late));
    await storage.close();
    return activity.entries.value;
  };
  await run('one', 'two');
  const entries = await run('three', 'four');
  expect(entries.map(({ message }) => message)).toEqual(['four', 'three', 'two', 'one']);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(4);
  expect(entries[0]).toMatchObject({ at: 5, level: 'info', source: 'test', tunnelIds: ['a'] });
});

it('shows the last 500 without a file', () => {
  const activity = new Activity(SILENT_LOG);
  for (let i = 0; i < 600; i += 1) activity.add(entry(String(i)));
  expect(activity.entries.value).toHaveLength(500);
  expect(activity.entries.value[0]?.message).toBe('599');
});
