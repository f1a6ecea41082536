import type uPlot from 'uplot';
import type { Ink } from './ink.ts';
import type { TimeWindow } from './time-window.ts';

/** How much of the colour is kept: lines must be seen through it. */
const OPACITY = '22%';
/** A second of a long range would be thinner than can be seen, px. */
const LEAST_WIDTH = 3;

/** Marks the part of the time that was clicked. */
export function drawSpan(self: uPlot, span: TimeWindow | undefined, ink: Ink): void {
  if (span === undefined) return;
  const { ctx, bbox } = self;
  const left = self.valToPos(span.min, 'x', true);
  const width = Math.max(LEAST_WIDTH * devicePixelRatio, self.valToPos(span.max, 'x', true) - left);
  const begin = Math.max(bbox.left, left);
  const end = Math.min(bbox.left + bbox.width, left + width);
  if (end <= begin) return;
  ctx.save();
  ctx.fillStyle = `color-mix(in srgb, ${ink('--ph-accent')} ${OPACITY}, transparent)`;
  ctx.fillRect(begin, bbox.top, end - begin, bbox.height);
  ctx.restore();
}
