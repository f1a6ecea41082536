import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { endOnFault, type FaultParts } from './end-on-fault.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function watch(stop: FaultParts['stop'] = async () => {}) {
  const process = new EventEmitter();
  const done: string[] = [];
  endOnFault(process as unknown as NodeJS.Process, {
    log: (error) => done.push(`log ${(error as Error).message}`),
    stop: () => {
      done.push('stop');
      return stop();
    },
    tell: (message) => done.push(`tell ${message.split('\n')[0]}`),
    exit: (code) => done.push(`exit ${code}`),
  });
  return { done, fail: (message: string) => process.emit('uncaughtException', new Error(message)) };
}

it('writes it down, ends what runs, tells it, and exits, in this order', async () => {
  const { done, fail } = watch();
  fail('no such thing');
  await settled();
  expect(done).toEqual(['log no such thing', 'stop', 'tell no such thing', 'exit 1']);
});

it('ends once, though ending fails too', async () => {
  const { done, fail } = watch(() => Promise.reject(new Error('cannot stop')));
  fail('first');
  fail('second');
  await settled();
  expect(done).toEqual(['log first', 'stop', 'log second', 'log cannot stop', 'tell first', 'exit 1']);
});
