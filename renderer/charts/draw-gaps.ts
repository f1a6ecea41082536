import type uPlot from 'uplot';
import { gapWords } from './gap-words.ts';
import type { Ink } from './ink.ts';
import type { Gap } from './time-window.ts';

const FONT_SIZE = 11;
/** Distance of the hatch's lines, px. */
const HATCH = 8;
/** Room on both sides of the words, px. */
const WORDS_PADDING = 6;

/**
 * Tints and hatches what was not measured, and says why where there is room: no data is not zero.
 * @param withWords false where something else is written over the chart
 */
export function drawGaps(self: uPlot, gaps: readonly Gap[], withWords: boolean, ink: Ink): void {
  const { ctx, bbox } = self;
  ctx.save();
  ctx.font = `${FONT_SIZE * devicePixelRatio}px "Inter Variable", sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const gap of gaps) {
    const left = Math.max(bbox.left, self.valToPos(gap.min, 'x', true));
    const right = Math.min(bbox.left + bbox.width, self.valToPos(gap.max, 'x', true));
    if (right <= left) continue;
    fill(self, left, right, ink);
    if (withWords) write(self, left, right, gapWords(gap), ink);
  }
  ctx.restore();
}

function fill({ ctx, bbox }: uPlot, left: number, right: number, ink: Ink): void {
  ctx.fillStyle = ink('--ph-chart-gap');
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, right - left, bbox.height);
  ctx.clip();
  ctx.beginPath();
  ctx.strokeStyle = ink('--ph-chart-grid');
  ctx.lineWidth = devicePixelRatio;
  const distance = HATCH * devicePixelRatio;
  // Counted from the left edge of the chart, so that neighbouring gaps are hatched as one.
  const first = Math.floor((left - bbox.left) / distance) * distance + bbox.left;
  for (let x = first; x < right + bbox.height; x += distance) {
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x - bbox.height, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

function write({ ctx, bbox }: uPlot, left: number, right: number, words: string, ink: Ink): void {
  const width = ctx.measureText(words).width + 2 * WORDS_PADDING * devicePixelRatio;
  if (width > right - left) return;
  const height = 2 * FONT_SIZE * devicePixelRatio;
  const [x, y] = [(left + right) / 2, bbox.top + bbox.height / 2];
  ctx.fillStyle = ink('--ph-chart-gap');
  ctx.fillRect(x - width / 2, y - height / 2, width, height);
  ctx.fillStyle = ink('--ph-faint');
  ctx.fillText(words, x, y);
}
