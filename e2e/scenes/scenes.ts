import { METRICS_SCENES } from './metrics-scenes.ts';
import { OTHER_SCENES } from './other-scenes.ts';
import { POPOVER_SCENES } from './popover-scenes.ts';
import { REQUESTS_SCENES } from './requests-scenes.ts';
import type { Scene } from './scene.ts';
import { SERVERS_SCENES } from './servers-scenes.ts';
import { TUNNEL_SCENES } from './tunnel-scenes.ts';
import { TUNNELS_SCENES } from './tunnels-scenes.ts';

/** Every view, dialog and menu of the page, and their empty, failed and lost states. What is new gets its scenes here. */
export const SCENES: readonly Scene[] = [
  ...TUNNELS_SCENES,
  ...TUNNEL_SCENES,
  ...REQUESTS_SCENES,
  ...METRICS_SCENES,
  ...SERVERS_SCENES,
  ...OTHER_SCENES,
  ...POPOVER_SCENES,
];
