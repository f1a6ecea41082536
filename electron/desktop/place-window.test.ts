import { expect, it } from 'vitest';
import { placeWindow } from './place-window.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 };
/** On the left of the laptop's display, so that its places are negative. */
const SCREEN = { x: -2560, y: 0, width: 2560, height: 1440 };
const kept = { x: -2000, y: 200, width: 1600, height: 1000, maximized: false };

it('opens where it was', () => {
  expect(placeWindow(kept, [LAPTOP, SCREEN])).toEqual({ x: -2000, y: 200, width: 1600, height: 1000 });
});

it('comes to the first display when its own is gone, no larger than that', () => {
  expect(placeWindow(kept, [LAPTOP])).toEqual({ width: 1440, height: 875 });
});

it.each([
  ['above all displays', { y: -30 }],
  ['below', { y: 1430 }],
  ['all but a corner on the right', { x: 1400 }],
  ['nowhere near', { x: 100_000, y: 100_000 }],
])('comes back from %s', (_where, place) => {
  const { x, y } = placeWindow({ ...kept, ...place }, [LAPTOP, SCREEN]);
  expect([x, y]).toEqual([undefined, undefined]);
});

it('is never smaller than the page wants, nor larger than the display that it was on', () => {
  expect(placeWindow({ ...kept, width: 10, height: 10 }, [SCREEN])).toMatchObject({ width: 720, height: 480 });
  expect(placeWindow({ ...kept, width: 9000, height: 9000 }, [SCREEN])).toMatchObject({ width: 2560, height: 1440 });
});

it('has its usual size at first, even where no display is told', () => {
  expect(placeWindow(undefined, [SCREEN])).toEqual({ width: 1120, height: 760 });
  expect(placeWindow(undefined, [])).toEqual({ width: 1120, height: 760 });
});
