import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatAccessToken } from './access-token.ts';
import { caProof } from './ca-proof.ts';

const token = formatAccessToken(new Uint8Array(32).fill(7));
const hash = createHash('sha256').update(token).digest();
const nonce = 'ab'.repeat(32);

test('a proof holds for its token, nonce and CA, and for no other', () => {
  const proof = caProof.make(hash, nonce, 'sha256:aa');
  expect(caProof.holds(proof, token, nonce, 'sha256:aa')).toBe(true);
  expect(caProof.holds(proof, token, nonce, 'sha256:bb')).toBe(false);
  expect(caProof.holds(proof, token, 'cd'.repeat(32), 'sha256:aa')).toBe(false);
  expect(caProof.holds(proof, formatAccessToken(new Uint8Array(32).fill(8)), nonce, 'sha256:aa')).toBe(false);
  expect(caProof.holds('', token, nonce, 'sha256:aa')).toBe(false);
});

test('only tokens of 256 random bits are proved, and only nonces of 32 bytes taken', () => {
  expect(caProof.isProvable(token)).toBe(true);
  expect(caProof.isProvable('a-token-of-somebody')).toBe(false);
  expect(caProof.isNonce(nonce)).toBe(true);
  expect(caProof.isNonce('')).toBe(false);
});
