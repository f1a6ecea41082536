import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { gatherBulk } from './gather-bulk.ts';

const BULK = Buffer.alloc(8 * 1024, 'bulk');
const SMALL = Buffer.from('small');

/** A socket as far as writing goes, which notes how many chunks each system call would get. */
function recordingSocket() {
  const calls: number[] = [];
  const socket = new Writable({
    write(_chunk, _encoding, done) {
      calls.push(1);
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.length);
      done();
    },
  });
  const write = (chunk: Buffer) => {
    gatherBulk(socket as Socket, chunk.length);
    socket.write(chunk);
  };
  return { calls, socket, write };
}

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve));

test('writes bulk of one callback together, and that of the next one anew', async () => {
  const { calls, write } = recordingSocket();
  for (const chunk of [BULK, BULK, SMALL]) write(chunk);
  expect(calls).toEqual([]);
  await nextTick();
  expect(calls).toEqual([3]);
  write(BULK);
  await nextTick();
  expect(calls).toEqual([3, 1]);
});

test('writes small chunks at once', () => {
  const { calls, write } = recordingSocket();
  write(SMALL);
  write(SMALL);
  expect(calls).toEqual([1, 1]);
});

test('lets a socket end with what was gathered', async () => {
  const { calls, socket, write } = recordingSocket();
  write(BULK);
  write(BULK);
  const finished = new Promise((resolve) => socket.once('finish', resolve));
  socket.end();
  await finished;
  expect(calls).toEqual([2]);
});
