import { describe, expect, it } from 'vitest';
import { AlertBook } from './alert-book.ts';
import type { Condition } from './condition.ts';

/** Time of day at the first look, ms since the epoch. */
const NOON = Date.parse('2030-05-03T12:00:00Z');

function trouble(part: Partial<Condition> = {}): Condition {
  return {
    id: 'down a',
    kind: 'down',
    patience: 30_000,
    calm: 10_000,
    subject: 'a',
    message: 'a is down.',
    overMessage: 'a is up again.',
    tunnelIds: ['a'],
    ...part,
  };
}

/** Looks at each second at which something is the matter, or not, and gives what came of it. */
function watch(there: (second: number) => Condition[], until: number): [second: number, what: string][] {
  const book = new AlertBook();
  const events: [number, string][] = [];
  for (let second = 0; second <= until; second += 1) {
    const { fired, cleared } = book.look(there(second), second * 1000, NOON + second * 1000);
    for (const { id } of fired) events.push([second, `+${id}`]);
    for (const { id } of cleared) events.push([second, `-${id}`]);
  }
  return events;
}

describe('AlertBook', () => {
  it('fires once after its patience, and is cleared once after its calm', () =>
    expect(watch((second) => (second >= 5 && second < 100 ? [trouble()] : []), 300)).toEqual([
      [35, '+down a'],
      [109, '-down a'],
    ]));

  it('says nothing of what is over in time', () =>
    expect(watch((second) => (second % 30 === 0 ? [] : [trouble()]), 300)).toEqual([]));

  it('tells once of what comes and goes', () =>
    expect(watch((second) => (second < 200 && second % 40 < 35 ? [trouble()] : []), 300)).toEqual([
      [30, '+down a'],
      [204, '-down a'],
    ]));

  it('fires at once without patience, and keeps troubles apart', () => {
    const book = new AlertBook();
    const other = trouble({ id: 'errors b', kind: 'errors', patience: 0, calm: 0 });
    expect(book.look([trouble(), other], 0, NOON).fired).toEqual([other]);
    expect(book.active).toMatchObject([{ id: 'errors b', since: NOON }]);
    const news = { fired: [{ id: 'down a' }], cleared: [{ id: 'errors b' }] };
    expect(book.look([trouble()], 30_000, NOON + 30_000)).toMatchObject(news);
    expect(book.active).toMatchObject([{ id: 'down a', since: NOON }]);
  });
});
