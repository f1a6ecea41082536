import { describe, expect, it } from 'vitest';
import { sparklinePaths } from './sparkline-paths.ts';

const BOX = { width: 100, height: 20, slots: 11 };

describe('sparklinePaths', () => {
  it('puts the newest value at the right edge and the highest under the headroom', () => {
    const { line } = sparklinePaths([0, 5, 10], BOX);
    expect(line).toBe('M80.0 19.0L90.0 10.5L100.0 2.0');
  });

  it('interrupts line and area where there is no data', () => {
    const { line, area } = sparklinePaths([1, null, 1], BOX);
    expect(line.match(/M/g)).toHaveLength(2);
    expect(area.match(/Z/g)).toHaveLength(2);
  });

  it('draws zeros on the ground', () => expect(sparklinePaths([0, 0], BOX).line).toBe('M90.0 19.0L100.0 19.0'));

  it('keeps only what fits', () =>
    expect(
      sparklinePaths(
        Array.from({ length: 50 }, () => 1),
        BOX,
      ).line.split('L'),
    ).toHaveLength(11));

  it('draws nothing from nothing', () => expect(sparklinePaths([], BOX)).toEqual({ line: '', area: '' }));
});
