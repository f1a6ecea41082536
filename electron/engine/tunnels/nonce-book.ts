import { randomBytes } from 'node:crypto';

/** 128 random bits: nobody guesses the nonce of a probe that is under way. */
const NONCE_BYTES = 16;

/** The probes of this app that are under way: what the tunnels' clients answer for and nobody else. */
export class NonceBook {
  readonly #nonces = new Set<string>();
  /** `IP:PORT` of this side of TCP probes. */
  readonly #addresses = new Set<string>();

  /** Makes a nonce that is known until `forget`. */
  issue(): string {
    const nonce = randomBytes(NONCE_BYTES).toString('hex');
    this.#nonces.add(nonce);
    return nonce;
  }

  forget(nonce: string): void {
    this.#nonces.delete(nonce);
  }

  has(nonce: string): boolean {
    return this.#nonces.has(nonce);
  }

  expectAddress(address: string): () => void {
    this.#addresses.add(address);
    return () => this.#addresses.delete(address);
  }

  hasAddress(address: string): boolean {
    return this.#addresses.has(address);
  }
}
