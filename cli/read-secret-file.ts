import { readFileSync } from 'node:fs';
import { CommandError } from './command-error.ts';

/** Longest file that is taken for a secret, characters: a licence link with a licence in it. */
const MAX_SECRET = 16 * 1024;
const STANDARD_INPUT = 0;

/** Reads a file that a flag or an argument names; `-` is standard input where that is said. Throws CommandError. */
export function readSecretFile(file: string, flag: string, stdin = false): string {
  let text: string;
  try {
    text = readFileSync(stdin && file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw new CommandError(2, `${flag} ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (text.length <= MAX_SECRET) return text;
  throw new CommandError(2, `${flag} ${file} is too long: give the file with nothing else in it.`);
}
