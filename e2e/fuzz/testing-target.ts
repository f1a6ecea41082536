import type { FuzzTarget } from './fuzz-target.ts';

/** Fails at four bytes in a row that chance alone finds once in some thousand million inputs: a fuzzer that is guided finds them one by one. */
export const guardedTarget: FuzzTarget = {
  name: 'guarded',
  seeds: ['begin'],
  words: [],
  run(input) {
    if (input[0] !== 0x66) return;
    if (input[1] !== 0x75) return;
    if (input[2] !== 0x7a) return;
    if (input[3] === 0x7b) throw new Error('found');
  },
};
