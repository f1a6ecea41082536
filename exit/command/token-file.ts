import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { checkToken, formatAccessToken, TOKEN_BYTES } from '../../shared/wire/access-token.ts';
import { UsageError } from './usage-error.ts';

/** Shorter tokens can be guessed: 16 characters of base64 are 96 bits. */
export const MIN_TOKEN_LENGTH = 16;
/** Not the group's: systemd (LoadCredential) and Kubernetes (fsGroup) hand files over by the group's bits. */
const READABLE_BY_OTHERS = 0o007;

/** A token read from a file, and what its owner should know about the file. */
export interface TokenFile {
  token: string;
  /** One line, when other users of the machine can read the file. */
  warning: string | undefined;
}

/** Reads the shared token from a file. Throws UsageError when there is no usable token in it. */
export function readTokenFile(path: string): TokenFile {
  let token: string;
  let mode: number;
  try {
    token = readFileSync(path, 'utf8').trim();
    mode = statSync(path).mode;
  } catch (error) {
    throw new UsageError(`the token file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`);
  }
  if (token.length < MIN_TOKEN_LENGTH) {
    throw new UsageError(
      `the token file ${path} holds ${token.length} characters: a token needs at least ${MIN_TOKEN_LENGTH}, e.g. from "openssl rand -hex 32"`,
    );
  }
  if (/[^\x21-\x7e]/.test(token)) {
    throw new UsageError(`the token file ${path} must hold one token: printable ASCII without spaces, on one line`);
  }
  const problem = checkToken(token);
  if (problem !== undefined) throw new UsageError(`the token file ${path} is wrong: ${problem}`);
  // Windows has no mode bits; what stat makes up there says nothing.
  const exposed = process.platform !== 'win32' && (mode & READABLE_BY_OTHERS) !== 0;
  return { token, warning: exposed ? `${path} can be read by other users: run "chmod 600 ${path}"` : undefined };
}

/** Makes a token of 256 random bits. */
export function generateToken(): string {
  return formatAccessToken(randomBytes(TOKEN_BYTES));
}
