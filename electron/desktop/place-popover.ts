import type { Rectangle } from 'electron';

/** What docs and the page call the popover's form, px. */
export const POPOVER_SIZE = { width: 380, height: 520 } as const;

/** Between the icon and the popover, px. */
const GAP = 4;

/**
 * Where the popover opens: beside the tray's icon, on the side on which there is room, and within the display's work area. It is centred on the icon where a
 * bar lies above or below, as on macOS and most Windows, and ends at the icon's height where the bar stands at a side.
 */
export function placePopover(icon: Rectangle, workArea: Rectangle): Rectangle {
  const { width, height } = POPOVER_SIZE;
  const right = workArea.x + workArea.width;
  const bottom = workArea.y + workArea.height;
  const isLeft = icon.x + icon.width <= workArea.x;
  const isRight = icon.x >= right;
  if (isLeft || isRight) {
    const x = isLeft ? workArea.x + GAP : right - width - GAP;
    return { x, y: within(icon.y + icon.height - height, workArea.y, bottom - height), width, height };
  }
  const x = within(Math.round(icon.x + icon.width / 2 - width / 2), workArea.x, right - width);
  const isAbove = icon.y + icon.height / 2 < workArea.y + workArea.height / 2;
  const y = isAbove ? icon.y + icon.height + GAP : icon.y - height - GAP;
  return { x, y: within(y, workArea.y, bottom - height), width, height };
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
