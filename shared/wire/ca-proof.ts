import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { TOKEN_PREFIX } from './access-token.ts';

/** Asks the control plane, beside the certificate of its own CA, to prove that it has the token: 32 bytes in hex that nobody has used before. */
export const PROOF_NONCE_FIELD = 'porthole-nonce';
/** The proof in its answer, SHA-256 in hex. */
export const PROOF_FIELD = 'porthole-ca-proof';

/**
 * How an exit server that was set up with a token shows, to a client that made the token, that a CA is its own, before the client sends the token
 * anywhere: HMAC-SHA-256 of the client's nonce and the CA's fingerprint, under the SHA-256 of the token. Somebody in between could pass
 * the nonce on, but gets a proof of the server's CA and not of theirs.
 *
 * Anybody may ask for proofs and try tokens against them at leisure, so only tokens that carry 256 random bits are proved.
 */
export const caProof = {
  isProvable: (token: string): boolean => token.startsWith(TOKEN_PREFIX),

  isNonce: (text: string): boolean => /^[0-9a-f]{64}$/.test(text),

  /** @param tokenHash SHA-256 of the token @param fingerprint `sha256:HEX` of the CA's certificate */
  make(tokenHash: Buffer, nonce: string, fingerprint: string): string {
    return createHmac('sha256', tokenHash).update(`porthole-ca-proof\n${nonce}\n${fingerprint}`).digest('hex');
  },

  /** Whether it is the proof that a server with this token makes. */
  holds(proof: string, token: string, nonce: string, fingerprint: string): boolean {
    const expected = caProof.make(createHash('sha256').update(token).digest(), nonce, fingerprint);
    return proof.length === expected.length && timingSafeEqual(Buffer.from(proof), Buffer.from(expected));
  },
};
