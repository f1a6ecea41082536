import type { Stats } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FolderView, isSharedName } from './is-shared-name.ts';
import type { Opened } from './open-inside.ts';
import { pathWithin } from './path-within.ts';

/** Names that are read of one folder: more than anybody reads, and a page of about 1 MiB. */
export const MAX_LISTED = 5_000;

export interface Listed {
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes. */
  readonly size: number;
  readonly changedAt: Date;
}

export interface Listing {
  /** Folders first, then by name as people sort them. */
  readonly entries: readonly Listed[];
  /** There are more than were read. */
  readonly isCut: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Reads what a visitor may ask for in an open folder. @param root the shared folder, without links */
export async function listFolder(root: string, { handle, path }: Opened, view: FolderView): Promise<Listing> {
  // The folder that was opened, and not what has its name by now; other systems cannot say it so.
  const folder = process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : path;
  const names: string[] = [];
  let isCut = false;
  for await (const { name } of await opendir(folder)) {
    isCut = names.length === MAX_LISTED;
    if (isCut) break;
    names.push(name);
  }
  const shared = names.filter((name) => isSharedName(name, view));
  const found = await Promise.all(shared.map((name) => look(root, join(folder, name), name, view)));
  const entries = found.filter((entry) => entry !== undefined);
  entries.sort((one, other) => Number(other.isFolder) - Number(one.isFolder) || collator.compare(one.name, other.name));
  return { entries, isCut };
}

/** Undefined for what openInside would not open, and what vanished meanwhile. */
async function look(root: string, path: string, name: string, view: FolderView): Promise<Listed | undefined> {
  try {
    const itself = await lstat(path);
    const stats = itself.isSymbolicLink() ? await linked(root, path, view) : itself;
    if (!stats?.isFile() && !stats?.isDirectory()) return undefined;
    return { name, isFolder: stats.isDirectory(), size: stats.size, changedAt: stats.mtime };
  } catch {
    return undefined;
  }
}

async function linked(root: string, path: string, view: FolderView): Promise<Stats | undefined> {
  const target = await realpath(path);
  const isInside = pathWithin(root, target)?.every((name) => isSharedName(name, view));
  return isInside ? stat(target) : undefined;
}
