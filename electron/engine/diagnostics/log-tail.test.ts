import { expect, it } from 'vitest';
import type { Log } from '../engine-parts.ts';
import { LogTail } from './log-tail.ts';

const passed: string[] = [];
const note = (_fields: object, message: string) => void passed.push(message);
const LOG: Log = { debug: note, info: note, warn: note, error: note };

it('passes all on, and keeps the last lines that are not for debugging, bounded and without secret fields', () => {
  const tail = new LogTail(LOG);
  tail.debug({}, 'a detail');
  const fields = { error: new Error('no route'), token: 'planted', deep: { joinLink: 'planted', attempt: 2 } };
  tail.warn(fields, 'the link was lost');
  expect(passed).toEqual(['a detail', 'the link was lost']);
  expect(tail.lines).toEqual([
    expect.stringMatching(/^[-\dT:.]+Z warn the link was lost \{"error":"no route","deep":\{"attempt":2\}\}$/),
  ]);
  const circle: { self?: object } = {};
  circle.self = circle;
  tail.error(circle, 'x'.repeat(5_000));
  expect(tail.lines.at(-1)?.length).toBe(2_000);
  for (let line = 0; line < 600; line += 1) tail.info({}, String(line));
  expect(tail.lines).toHaveLength(500);
  expect(tail.lines.at(-1)).toMatch(/ info 599$/);
});
