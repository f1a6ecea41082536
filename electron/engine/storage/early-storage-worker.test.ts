import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { earlyStorageWorker } from './early-storage-worker.ts';

function take(): Worker {
  const worker = earlyStorageWorker.take();
  onTestFinished(async () => void (await worker.terminate()));
  return worker;
}

/** Resolves when the thread answers that it has closed its files, as it does at its end. */
async function ends(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit');
  worker.ref();
  worker.postMessage({ kind: 'close' });
  await ended;
}

it('hands over the thread that was begun, once, and one that works', async () => {
  earlyStorageWorker.begin();
  const [first, second] = [take(), take()];
  expect(second).not.toBe(first);
  await Promise.all([ends(first), ends(second)]);
});

it('keeps the one that was begun though one before it ends', async () => {
  earlyStorageWorker.begin();
  const first = take();
  const { threadId: firstId } = first;
  earlyStorageWorker.begin();
  await ends(first);
  const second = take();
  expect(second.threadId).toBe(firstId + 1);
  await ends(second);
});
