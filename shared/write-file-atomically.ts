import { rm } from 'node:fs/promises';
import { renameOver } from './rename-over.ts';
import { writeTemporaryFile } from './write-temporary-file.ts';

/** Replaces a file so that a crash leaves the old one or the new one: temporary file in the same folder, fsync, rename. */
export async function writeFileAtomically(path: string, text: string, mode: number): Promise<void> {
  const temporary = await writeTemporaryFile(path, text, mode);
  try {
    await renameOver(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
