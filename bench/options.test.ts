import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('readOptions', () => {
  it('takes the whole benchmark at its usual length without flags', () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ runs: 5, seconds: 3, complete: true });
    expect(options.measures.map(({ name }) => name)).toContain('load');
  });

  it('chooses measures by name and peers by a part of theirs', () => {
    const { measures, complete } = readOptions(['--only', 'load,fairness', '--peers', 'http,nginx']);
    expect(measures.map(({ name }) => name)).toEqual(['load', 'fairness']);
    expect(measures[1]?.peers).toEqual(['nginx proxy', 'porthole http']);
    expect(complete).toBe(false);
  });

  it('takes no shorter benchmark for a complete one', () => {
    expect(readOptions(['--quick'])).toMatchObject({ runs: 1, seconds: 1, complete: false });
    expect(readOptions(['--runs', '2']).complete).toBe(false);
  });

  it.each([
    [['--only', 'speed'], 'there is no "speed"'],
    [['--peers', 'frp'], 'none is called "frp"'],
    [['--seconds', '0.5'], 'is no whole number above 0'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
