import { expect, it } from 'vitest';
import { PieceQueue } from './piece-queue.ts';

function bytes(...lengths: number[]): Buffer[] {
  return lengths.map((length, index) => Buffer.alloc(length, index + 1));
}

it('cuts parts into pieces, and tells when the last part of a send has been copied', () => {
  const queue = new PieceQueue();
  const taken: string[] = [];
  queue.push(bytes(3, 4), () => taken.push('first'));
  queue.push(bytes(2), () => taken.push('second'));
  expect(queue.bytes).toBe(9);
  expect([...queue.take(5)]).toEqual([1, 1, 1, 2, 2]);
  expect(taken).toEqual([]);
  expect([...queue.take(2)]).toEqual([2, 2]);
  expect(taken).toEqual(['first']);
  expect([...queue.take(100)]).toEqual([1, 1]);
  expect([taken, queue.bytes]).toEqual([['first', 'second'], 0]);
  expect(queue.take(100)).toHaveLength(0);
});

it('does not hold the memory of what it gave out', () => {
  const queue = new PieceQueue();
  const [part = Buffer.alloc(0)] = bytes(4);
  queue.push([part]);
  const piece = queue.take(4);
  part.fill(9);
  expect([...piece]).toEqual([1, 1, 1, 1]);
});

it('tells once that much has become little', () => {
  const queue = new PieceQueue();
  queue.push(bytes(100 * 1024));
  queue.noteLevel();
  queue.take(90 * 1024);
  expect(queue.fell()).toBe(false);
  queue.push(bytes(200 * 1024));
  queue.noteLevel();
  expect(queue.fell()).toBe(false);
  queue.take(200 * 1024);
  expect([queue.fell(), queue.fell()]).toEqual([true, false]);
});
