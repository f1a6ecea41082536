import { join } from 'node:path';
import { JsonSettingsFile } from './json-settings-file.ts';

/** The settings of a data folder: the same for the desktop app, `porthole serve` and the commands that look into it. */
export function settingsFileOf(dataDir: string): JsonSettingsFile {
  return new JsonSettingsFile(join(dataDir, 'settings.json'));
}
