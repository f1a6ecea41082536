import { join } from 'node:path';
import type { AggregateLight } from '../../shared/contract/tunnel-predicates.ts';

/**
 * Names the image of a light (made by scripts/render-icons.ts). macOS recolours images whose name ends in `Template`; hosts
 * of status icons on Linux scale to their own size, mostly 22 px, so they get the larger one. Electron finds `@2x` itself.
 */
export function trayIconPath(folder: string, light: AggregateLight, platform: NodeJS.Platform): string {
  const variants: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Template', linux: '-large' };
  return join(folder, `${light}${variants[platform] ?? ''}.png`);
}
