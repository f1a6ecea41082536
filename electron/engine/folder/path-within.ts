import { isAbsolute, relative, sep } from 'node:path';

/** The names that lead from a folder to a path within it, none for the folder itself; undefined where the path is outside. Both are absolute. */
export function pathWithin(folder: string, path: string): string[] | undefined {
  const way = relative(folder, path);
  if (way === '') return [];
  // On Windows the way to another disk is an absolute path.
  if (isAbsolute(way)) return undefined;
  const names = way.split(sep);
  return names[0] === '..' ? undefined : names;
}
