import { realpathSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Finds the AppImage that this program runs from (https://docs.appimage.org/packaging-guide/environment-variables.html). A terminal that is an AppImage itself hands its
 * variables down to all that is started in it: an AppImage in whose mount this program is not is another program's.
 *
 * @param program path of what runs
 * @returns the path of the file; undefined where this is none
 */
export function findAppImage(environment: NodeJS.ProcessEnv, program: string): string | undefined {
  const { APPIMAGE: file, APPDIR: mount } = environment;
  if (file === undefined || mount === undefined) return file;
  return program.startsWith(realPath(mount) + sep) ? file : undefined;
}

/** As the system names a program that runs: without symbolic links. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
