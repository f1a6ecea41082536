import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdatesOff } from '../../../shared/contract/updates.ts';
import { findAppImage } from '../find-app-image.ts';
import type { UpdateFeed } from './read-update-feed.ts';

/** What decides it. */
export interface Installation {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Path of the program that runs. */
  readonly program: string;
  /** The folder of the package beside `app.asar`. */
  readonly resources: string;
  readonly feed: UpdateFeed | undefined;
}

/** Says why this app can have no updates by itself; undefined where it can. */
export function whyOff(app: Installation): UpdatesOff | undefined {
  if (!app.isPackaged) return 'development';
  if (app.platform === 'linux') {
    // electron-builder names the kind of package there in deb and rpm, which belong to the system's package manager.
    const isSystemPackage = existsSync(join(app.resources, 'package-type'));
    if (isSystemPackage || findAppImage(app.environment, app.program) === undefined) return 'package';
  }
  return app.feed === undefined ? 'no-feed' : undefined;
}
