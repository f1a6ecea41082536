import { homedir } from 'node:os';
import { parse } from 'node:path';
import { pathWithin } from './path-within.ts';

/**
 * Whether a folder holds more than anybody means to show: a whole disk, or the home folder with the keys, mail and settings (those of Porthole too) of
 * its user. On macOS and Windows those are not in hidden folders.
 */
export function isTooWide(path: string): boolean {
  return parse(path).root === path || pathWithin(path, homedir()) !== undefined;
}
