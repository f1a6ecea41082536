/** So few that a frame is not late for them, each some ms; so many that fast scrolling meets no empty row. */
const PER_FRAME = 2;

const waiting = new Set<() => void>();

/**
 * Calls `draw` in one of the next frames, some in each: a jump to the end of a list brings many rows at once, and who scrolls must not wait for them.
 * Returns what takes it back.
 */
export function drawSoon(draw: () => void): () => void {
  if (waiting.size === 0) requestAnimationFrame(drawSome);
  waiting.add(draw);
  return () => void waiting.delete(draw);
}

function drawSome(): void {
  for (const draw of [...waiting].slice(0, PER_FRAME)) {
    waiting.delete(draw);
    draw();
  }
  if (waiting.size > 0) requestAnimationFrame(drawSome);
}
