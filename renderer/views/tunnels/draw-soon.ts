/** So few that a frame is not late for them, each some ms; so many that fast scrolling meets no empty row. */
const PER_FRAME = 2;

const waiting = new Map<HTMLElement, () => void>();

/**
 * Calls `draw` for an element in one of the next frames, some in each, those in the middle of the window first: a jump to the end of a list brings many rows
 * at once, and who scrolls must not wait for them. Returns what takes it back.
 */
export function drawSoon(element: HTMLElement, draw: () => void): () => void {
  if (waiting.size === 0) requestAnimationFrame(drawSome);
  waiting.set(element, draw);
  return () => void waiting.delete(element);
}

function drawSome(): void {
  const byDistance = [...waiting.keys()]
    .map((element) => ({ element, distance: Math.abs(element.getBoundingClientRect().top - window.innerHeight / 2) }))
    .sort((one, other) => one.distance - other.distance);
  for (const { element } of byDistance.slice(0, PER_FRAME)) {
    const draw = waiting.get(element);
    waiting.delete(element);
    draw?.();
  }
  if (waiting.size > 0) requestAnimationFrame(drawSome);
}
