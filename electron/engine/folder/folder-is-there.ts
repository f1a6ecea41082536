import { stat } from 'node:fs/promises';
import { RequestError } from '../request-error.ts';

/**
 * Looks whether a folder that was just named is there, without holding anything else up: it may be on a network drive that does not answer.
 * Rejects with RequestError for the field.
 */
export async function folderIsThere(folder: string, field: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new RequestError('INVALID', `There is no folder ${folder}.`, field);
}
