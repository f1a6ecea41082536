import { createHash, timingSafeEqual } from 'node:crypto';

/** Checks the one shared token. Only its SHA-256 is kept, and the comparison takes the same time whatever was sent. */
export class TokenAuth {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = sha256(token);
  }

  /** Whether an `Authorization` field says `Bearer TOKEN` with the right token (RFC 6750 §2.1; the scheme's case is free). */
  accepts(authorization: string | undefined): boolean {
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    // Digests have one length, so that timingSafeEqual never sees (and the time never tells) the token's own length.
    return token !== undefined && timingSafeEqual(sha256(token), this.#digest);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
