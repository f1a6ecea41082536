import { join } from 'node:path';
import type { AggregateLight } from '../../shared/contract/tunnel-predicates.ts';

/**
 * Names the image of a light (made by scripts/render-icons.ts). Windows chooses from an .ico by its scale; macOS recolours images whose name ends in `Template`; hosts
 * of status icons on Linux scale to their own size, mostly 22 px, so they get a large one. Electron finds `@2x` beside a PNG itself.
 */
export function trayIconPath(folder: string, light: AggregateLight, platform: NodeJS.Platform): string {
  const ending = { win32: '.ico', darwin: 'Template.png' }[String(platform)] ?? '-large.png';
  return join(folder, `${light}${ending}`);
}
