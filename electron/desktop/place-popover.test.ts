import { expect, it } from 'vitest';
import { placePopover } from './place-popover.ts';

it.each([
  ['below a bar at the top (macOS)', { x: 1000, y: 0, width: 24, height: 24 }, [0, 25, 1440, 875], [822, 28]],
  ['above a bar at the bottom (Windows)', { x: 1700, y: 1040, width: 24, height: 40 }, [0, 0, 1920, 1040], [1522, 516]],
  ['beside a bar on the left', { x: 0, y: 900, width: 60, height: 24 }, [60, 0, 1860, 1080], [64, 404]],
  ['beside a bar on the right', { x: 1860, y: 100, width: 60, height: 24 }, [0, 0, 1860, 1080], [1476, 0]],
  ['within the display at its edge', { x: 1900, y: 0, width: 20, height: 24 }, [0, 25, 1920, 1055], [1540, 28]],
  ['on a display on the left', { x: -300, y: 0, width: 24, height: 24 }, [-2560, 25, 2560, 1415], [-478, 28]],
])('opens %s', (_where, icon, [x = 0, y = 0, width = 0, height = 0], [left, top]) => {
  expect(placePopover(icon, { x, y, width, height })).toEqual({ x: left, y: top, width: 380, height: 520 });
});
