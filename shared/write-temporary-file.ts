import { randomBytes } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file beside `path` that can take its place: whole and on the disk (fsync). The name is of this call alone, for programs in two
 * containers may share a folder and a process id. Makes the folder (0700) where there is none.
 *
 * @returns the path of the new file
 */
export async function writeTemporaryFile(path: string, content: string | Buffer, mode: number): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    // Never one that is there: its mode would stay, and it might be a link that leads elsewhere.
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
