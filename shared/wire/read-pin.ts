import { readFileSync } from 'node:fs';
import { pinCertificate } from './pinned-ca.ts';

/**
 * Reads what `--ca` says: `sha256:` and 64 hex digits, or a file with the CA's certificate (PEM). Returns the fingerprint. Throws an Error whose
 * message is one line for whoever typed it.
 */
export function readPin(text: string): string {
  if (/^sha256:/i.test(text)) {
    if (!/^sha256:[0-9a-f]{64}$/i.test(text))
      throw new Error(`--ca "${text}" is no fingerprint: sha256: and 64 hex digits`);
    return text.toLowerCase();
  }
  let pem: string;
  try {
    pem = readFileSync(text, 'utf8');
  } catch (error) {
    throw new Error(
      `--ca ${text} cannot be read (${(error as NodeJS.ErrnoException).code}): give a file or sha256:FINGERPRINT`,
    );
  }
  try {
    return pinCertificate(pem);
  } catch {
    throw new Error(
      `--ca ${text} holds no certificate of a CA in PEM: fetch it from the exit server's /.well-known/ca.crt`,
    );
  }
}
