import type { Rectangle } from 'electron';
import type { WindowPlace } from './desktop-state.ts';

/** The page is drawn for 720 px and more. */
export const SMALLEST_WINDOW = { width: 720, height: 480 } as const;
const USUAL_WINDOW = { width: 1120, height: 760 } as const;

/** As much of a window's upper edge must be on a display that it can be taken and moved, px. */
const HANDLE = { width: 120, height: 32 } as const;

/**
 * Where the window opens: where it was, if its upper edge can still be reached there, else in the middle of the first display.
 *
 * @param workAreas of all displays, without their bars; the first one's is used where no other fits
 * @returns without x and y where the system is to centre it
 */
export function placeWindow(
  kept: WindowPlace | undefined,
  workAreas: readonly Rectangle[],
): { x?: number; y?: number; width: number; height: number } {
  const home = kept && workAreas.find((area) => isReachable(kept, area));
  if (kept && home) return { x: kept.x, y: kept.y, ...fitted(kept, home) };
  const [first] = workAreas;
  const size = kept ?? USUAL_WINDOW;
  return first === undefined ? { width: size.width, height: size.height } : fitted(size, first);
}

/** Whether a window there can be seen and moved. */
export function isReachable(place: Rectangle, area: Rectangle): boolean {
  const width = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  return width >= HANDLE.width && place.y >= area.y && place.y + HANDLE.height <= area.y + area.height;
}

/** No larger than the display, no smaller than the page wants. */
function fitted(size: { width: number; height: number }, area: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(SMALLEST_WINDOW.width, Math.min(size.width, area.width)),
    height: Math.max(SMALLEST_WINDOW.height, Math.min(size.height, area.height)),
  };
}
