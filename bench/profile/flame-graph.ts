import type { CpuProfile } from './self-times.ts';

const WIDTH = 1600;
const ROW_HEIGHT = 17;
/** Frames narrower than this cannot be seen. */
const LEAST_WIDTH = 0.5;
/** Average width of a character at the font size used. */
const CHARACTER_WIDTH = 6.5;

interface Frame {
  name: string;
  /** Microseconds in it and in what it called. */
  time: number;
  children: Map<string, Frame>;
}

/** Draws a CPU profile as a flame graph: one SVG, callers above what they call, widths in proportion to time; idle time is left out. */
export function flameGraph(profile: CpuProfile, title: string): string {
  const root = mergedFrames(profile);
  root.name = title;
  const boxes: string[] = [];
  const depth = draw(root, 0, 0, WIDTH / Math.max(1, root.time), root.time, boxes);
  const height = (depth + 1) * ROW_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="monospace" font-size="11">`,
    `<title>${escapeText(title)}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...boxes,
    '</svg>\n',
  ].join('\n');
}

/** Merges the samples into a tree of frames: the same function under the same callers is one frame. */
function mergedFrames({ nodes, samples, timeDeltas }: CpuProfile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const root: Frame = { name: '', time: 0, children: new Map() };
  samples.forEach((sample, index) => {
    const path: string[] = [];
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      path.push(byId.get(id)?.callFrame.functionName || '(anonymous)');
    }
    if (path[0] === '(idle)') return;
    addPath(root, path.reverse().slice(1), timeDeltas[index] ?? 0);
  });
  return root;
}

function addPath(root: Frame, path: readonly string[], time: number): void {
  let frame = root;
  frame.time += time;
  for (const name of path) {
    let child = frame.children.get(name);
    if (!child) {
      child = { name, time: 0, children: new Map() };
      frame.children.set(name, child);
    }
    child.time += time;
    frame = child;
  }
}

/** Draws a frame and what it called; returns the depth of the deepest one. */
function draw(frame: Frame, x: number, depth: number, scale: number, total: number, boxes: string[]): number {
  const width = frame.time * scale;
  if (width < LEAST_WIDTH) return depth;
  const label = escapeText(frame.name);
  const share = `${((frame.time / total) * 100).toFixed(1)} %`;
  const y = depth * ROW_HEIGHT;
  const text = escapeText(frame.name.slice(0, Math.floor((width - 4) / CHARACTER_WIDTH)));
  boxes.push(
    `<g><title>${label} (${share})</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW_HEIGHT - 1}" fill="${colour(frame.name)}"/>` +
      `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${text}</text></g>`,
  );
  let at = x;
  let deepest = depth;
  for (const child of [...frame.children.values()].sort((a, b) => b.time - a.time)) {
    deepest = Math.max(deepest, draw(child, at, depth + 1, scale, total, boxes));
    at += child.time * scale;
  }
  return deepest;
}

/** A warm colour that is the same for the same function in every graph. */
function colour(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return `hsl(${10 + (hash % 45)} 85% ${62 + (hash % 13)}%)`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.codePointAt(0)};`);
}
