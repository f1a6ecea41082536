import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FolderView, isSharedName } from './is-shared-name.ts';
import { pathWithin } from './path-within.ts';

/** A file or folder of a shared folder, open for reading. Whoever gets it closes the handle. */
export interface Opened {
  readonly handle: FileHandle;
  readonly stats: Stats;
  /** Without links. */
  readonly path: string;
}

/** A link that is put where the file was is not followed, and a pipe that is put there is not waited for. Windows has neither flag. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens what the names lead to, where that is a file or folder that is shared: links are followed as long as they stay inside. Undefined where there
 * is none. Rejects with the system's error where it cannot be read.
 *
 * Somebody who may write there could put a link on the way after it was looked at. So what was opened is looked at once more: on Linux the
 * kernel says where the open file is; elsewhere its way is followed again, and must lead to the same file.
 *
 * @param root the shared folder, without links
 */
export async function openInside(
  root: string,
  names: readonly string[],
  view: FolderView,
): Promise<Opened | undefined> {
  const asked = join(root, ...names);
  const isShared = (path: string) => pathWithin(root, path)?.every((name) => isSharedName(name, view)) === true;
  // Before the system sees them: on Windows a name alone can open a device.
  if (!names.every((name) => isSharedName(name, view))) return undefined;
  const path = await realpath(asked).catch(unlessAbsent);
  if (path === undefined || !isShared(path) || !isServed(await lstat(path))) return undefined;
  const handle = await open(path, READ).catch(unlessAbsent);
  if (handle === undefined) return undefined;
  let isGood = false;
  try {
    const stats = await handle.stat();
    const where = await placeOf(handle, stats, asked);
    isGood = isServed(stats) && where !== undefined && isShared(where);
    return isGood ? { handle, stats, path } : undefined;
  } finally {
    if (!isGood) await handle.close();
  }
}

/** Devices, pipes and sockets are not. */
function isServed(stats: Stats): boolean {
  return stats.isFile() || stats.isDirectory();
}

/** Where an open file is; undefined where it cannot be told. */
async function placeOf(handle: FileHandle, stats: Stats, asked: string): Promise<string | undefined> {
  if (process.platform === 'linux') return readlink(`/proc/self/fd/${handle.fd}`);
  const path = await realpath(asked).catch(unlessAbsent);
  if (path === undefined) return undefined;
  const now = await stat(path);
  return now.ino === stats.ino && now.dev === stats.dev ? path : undefined;
}

/** ELOOP: links in a circle, or one that came after the look. */
function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(error.code ?? '')) return undefined;
  throw error;
}
