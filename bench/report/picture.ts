import type { Results } from './results.ts';

const PANELS = [
  { key: 'requests', title: 'Requests per second, 50 connections' },
  { key: 'download', title: 'One 64 MiB file, MB/s' },
  { key: 'echo', title: 'WebSocket messages per second, 1 KiB' },
];

/** In the order of the bars. `direct` is left out: nothing comes near it, and its bar would make all others short. */
const BARS = [
  { peer: 'nginx proxy', title: 'nginx, no tunnel', ours: false },
  { peer: 'porthole tcp', title: 'Porthole, TCP', ours: true },
  { peer: 'porthole http', title: 'Porthole, HTTP', ours: true },
  { peer: 'ssh -R', title: 'ssh -R', ours: false },
];

const WIDTH = 760;
const BAR_X = 140;
const LONGEST_BAR = 520;
const BAR_HEIGHT = 16;
const BAR_STEP = 24;
const TITLE_HEIGHT = 34;
const PANEL_GAP = 14;
/** Text stands on its baseline. */
const BASELINE = 13;

/** The theme's sea-green and greys, with enough contrast on white and on GitHub's dark background; the ground is left to the page. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600; fill: #24292f }
  .ours { fill: #0b735e } .other { fill: #adb5bd }
  @media (prefers-color-scheme: dark) {
    text { fill: #9ea7b3 } .title { fill: #e6edf3 }
    .ours { fill: #3fbd9e } .other { fill: #565e67 }
  }
`;

/** Draws the medians of a run as horizontal bars: an SVG for light and dark pages. */
export function benchPicture(results: Results): string {
  let y = 0;
  const parts: string[] = [];
  for (const { key, title } of PANELS) {
    const bars = BARS.flatMap((bar) => {
      const value = results.median(bar.peer, key);
      return value === undefined ? [] : [{ ...bar, value }];
    });
    if (bars.length === 0) continue;
    parts.push(`<text class="title" x="0" y="${y + BASELINE + 6}">${title}</text>`);
    y += TITLE_HEIGHT;
    const most = Math.max(...bars.map(({ value }) => value));
    for (const bar of bars) {
      parts.push(drawBar(bar, y, (bar.value / most) * LONGEST_BAR));
      y += BAR_STEP;
    }
    y += PANEL_GAP;
  }
  const label = 'Bars of the benchmark: Porthole beside nginx and other tunnels';
  const size = `viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${label}">
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

function drawBar(
  { title, ours, value }: { title: string; ours: boolean; value: number },
  y: number,
  length: number,
): string {
  const width = Math.max(1, length).toFixed(1);
  const number = Math.round(value).toLocaleString('en');
  return [
    `<text x="${BAR_X - 10}" y="${y + BASELINE}" text-anchor="end">${title}</text>`,
    `<rect class="${ours ? 'ours' : 'other'}" x="${BAR_X}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="3"/>`,
    `<text x="${(BAR_X + length + 8).toFixed(1)}" y="${y + BASELINE}">${number}</text>`,
  ].join('\n');
}
