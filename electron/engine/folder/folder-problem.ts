import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { isTooWide } from './is-too-wide.ts';

/** Why a folder cannot be shared now. */
export interface FolderProblem {
  readonly code: 'gone' | 'no-folder' | 'forbidden' | 'too-wide' | 'unreadable';
  /** One sentence. */
  readonly message: string;
}

/** Looks whether a folder can be read. @param path absolute */
export async function folderProblem(path: string): Promise<FolderProblem | undefined> {
  try {
    const real = await realpath(path);
    if (!(await stat(real)).isDirectory()) return { code: 'no-folder', message: `${path} is no folder.` };
    if (isTooWide(real)) return { code: 'too-wide', message: `${path} leads to ${real}, which holds too much.` };
    await access(real, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return explain(path, (error as NodeJS.ErrnoException).code);
  }
}

function explain(path: string, code: string | undefined): FolderProblem {
  if (code === 'ENOENT' || code === 'ENOTDIR') return { code: 'gone', message: `The folder ${path} is gone.` };
  if (code === 'EACCES' || code === 'EPERM') {
    return { code: 'forbidden', message: `The folder ${path} may not be read by this user.` };
  }
  return { code: 'unreadable', message: `The folder ${path} cannot be read (${code}).` };
}
