import { constants, copyFile, link, rm } from 'node:fs/promises';
import { writeTemporaryFile } from './write-temporary-file.ts';

/**
 * Makes a file, or rejects with EEXIST where there is one: of two programs that start at once, one makes it and the other reads it. It
 * gets its name only when it is whole, so that the other cannot read half of it, and a crash leaves none.
 */
export async function createFileAtomically(path: string, content: string | Buffer, mode: number): Promise<void> {
  const temporary = await writeTemporaryFile(path, content, mode);
  try {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      // Some file systems (exFAT, some network shares) have no links: there the file is copied, which is not at once.
      if (error.code === 'EEXIST') throw error;
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
  } finally {
    await rm(temporary, { force: true });
  }
}
