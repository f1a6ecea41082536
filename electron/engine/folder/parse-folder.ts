import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { isFolderTarget } from '../../../shared/is-folder-target.ts';
import { TargetError } from '../tunnels/target-error.ts';
import { isTooWide } from './is-too-wide.ts';

/** The upstream of a folder where a target names one; undefined where it names something else. Does not look at the disk. Throws TargetError. */
export function parseFolder(target: string): string | undefined {
  if (!isFolderTarget(target)) return undefined;
  const path = pathOf(target);
  if (path.includes('\0') || !path.isWellFormed()) throw new TargetError('A path has no such characters in it.');
  if (!isAbsolute(path)) throw new TargetError('Type the whole path of the folder, such as /home/ada/site or ~/site.');
  const whole = resolve(path);
  if (isTooWide(whole)) throw new TargetError(`${whole} holds too much to be shared: choose a folder in it.`);
  return folderUpstream.write(whole);
}

function pathOf(target: string): string {
  if (/^folder:/i.test(target)) {
    const path = folderUpstream.read(target.replace(/^folder:/i, 'folder:'));
    if (path === undefined) throw new TargetError('This is not the address of a folder: type its path.');
    return path;
  }
  if (/^file:/i.test(target)) return filePath(target);
  return target.startsWith('~') ? join(homedir(), target.slice(1)) : target;
}

function filePath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new TargetError('This file:// address is of no folder on this computer: type its path.');
  }
}
