import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import { StorageThread } from './storage-thread.ts';
import type { NotesApi } from './testing/notes-api.ts';

const WORKER = new URL('./testing/test-storage-worker.ts', import.meta.url);

async function thread(options: { now?: () => number; start?: () => Worker } = {}) {
  const folder = await temporaryFolder();
  const problems: string[] = [];
  let starts = 0;
  const made = new StorageThread({
    log: SILENT_LOG,
    onProblem: (message) => problems.push(message),
    start: () => {
      starts += 1;
      return options.start ? options.start() : new Worker(WORKER);
    },
    ...(options.now && { now: options.now }),
  });
  onTestFinished(() => made.close());
  const path = join(folder, 'notes.sqlite');
  return { thread: made, path, problems, starts: () => starts };
}

describe('StorageThread', () => {
  it('answers calls in their order, and tells which failed', async () => {
    const { thread: storage, path } = await thread();
    const notes = storage.open<NotesApi>('notes', path);
    const added = Promise.all(['one', 'two', 'three'].map((text) => notes.call('add', text)));
    await expect(notes.call('fail')).rejects.toThrow('this always fails');
    expect(await added).toEqual([1, 2, 3]);
    expect(await notes.call('all')).toEqual(['one', 'two', 'three']);
  });

  it('does what waits before it ends, and nothing after', async () => {
    const { thread: storage, path } = await thread();
    const notes = storage.open<NotesApi>('notes', path);
    // The thread runs: its end is waited for no longer than a slow machine may take to begin it.
    await notes.call('add', 'first');
    const last = notes.call('add', 'last');
    await storage.close();
    expect(await last).toBe(2);
    await expect(notes.call('all')).rejects.toThrow();
  });

  it('says that a broken file was set aside', async () => {
    const { thread: storage, path, problems } = await thread();
    await writeFile(path, 'no database'.repeat(1000));
    expect(await storage.open<NotesApi>('notes', path).call('all')).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('The notes could not be read.')]);
  });

  it('starts again after its thread died, but not at once', async () => {
    let now = 1_000_000;
    const { thread: storage, path, starts } = await thread({ now: () => now });
    const notes = storage.open<NotesApi>('notes', path);
    await notes.call('add', 'kept');
    await expect(notes.call('die')).rejects.toThrow('the storage thread ended');
    await expect(notes.call('all')).rejects.toThrow('does not run');
    now += 10_000;
    expect(await notes.call('all')).toEqual(['kept']);
    expect(starts()).toBe(2);
  });

  it('is started again after its pause though the clock was set back meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { thread: storage, path } = await thread();
    const notes = storage.open<NotesApi>('notes', path);
    await expect(notes.call('die')).rejects.toThrow('the storage thread ended');
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(10_000);
    expect(await notes.call('all')).toEqual([]);
  });

  it('refuses calls where the disk stands still, instead of keeping them all', async () => {
    const { thread: storage, path } = await thread();
    const notes = storage.open<NotesApi>('notes', path);
    const calls = Array.from({ length: 1001 }, () => notes.call('add', 'x'));
    await expect(calls.at(-1)).rejects.toThrow('the disk does not keep up');
    await Promise.all(calls.slice(0, -1));
  });

  it('lets the app run where the thread cannot be started', async () => {
    const start = () => {
      throw new Error('no such file');
    };
    const { thread: storage, path } = await thread({ start });
    const notes = storage.open<NotesApi>('notes', path);
    await expect(notes.call('all')).rejects.toThrow('does not run');
  });
});
