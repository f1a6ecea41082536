import { randomBytes, X509Certificate } from 'node:crypto';
import type { Agent } from 'node:http';
import { request } from 'node:https';
import { onUnanswered } from '../on-unanswered.ts';
import { caFingerprint } from './ca-fingerprint.ts';
import { caProof, PROOF_FIELD, PROOF_NONCE_FIELD } from './ca-proof.ts';
import { OWN_CA_PATH } from './own-ca.ts';

const NONCE_BYTES = 32;
/** Longest certificate that is read, bytes: ours has some 700. */
const MAX_CERTIFICATE = 16 * 1024;

/** What the control plane answered: the fingerprint of its own CA (`sha256:HEX`), with or without proof that it has the token. */
export type CaAnswer =
  | { proved: true; fingerprint: string }
  | { proved: false; why: 'no-ca' | 'no-proof' | 'wrong-proof' };

/**
 * Asks an exit server for its CA, and for proof that it is that of a server with this token. The token itself is not sent. Rejects with the
 * connection's error.
 *
 * @param url `https://HOST[:PORT]` of the control plane
 */
export async function proveCa(url: URL, token: string, signal: AbortSignal, agent?: Agent): Promise<CaAnswer> {
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  const { pem, proof } = await fetchCa(new URL(OWN_CA_PATH, url), nonce, signal, agent);
  const fingerprint = pem === undefined ? undefined : fingerprintOf(pem);
  if (fingerprint === undefined) return { proved: false, why: 'no-ca' };
  if (proof === undefined) return { proved: false, why: 'no-proof' };
  if (!caProof.holds(proof, token, nonce, fingerprint)) return { proved: false, why: 'wrong-proof' };
  return { proved: true, fingerprint };
}

function fetchCa(
  address: URL,
  nonce: string,
  signal: AbortSignal,
  agent: Agent | undefined,
): Promise<{ pem?: string; proof?: string | undefined }> {
  // What proves the certificate is the proof in its answer. Nothing secret goes over this connection.
  const headers = { [PROOF_NONCE_FIELD]: nonce, Connection: 'close' };
  const unproved = { agent: agent ?? false, signal, rejectUnauthorized: false, headers };
  return new Promise((resolve, reject) => {
    const asked = request(address, unproved, (response) => {
      let pem = '';
      response.setEncoding('latin1');
      response.on('data', (part: string) => {
        pem += part;
        if (pem.length > MAX_CERTIFICATE) response.destroy(new Error('the answer is too long'));
      });
      response.on('error', reject);
      const proof = response.headers[PROOF_FIELD];
      response.on('end', () =>
        resolve(response.statusCode === 200 ? { pem, proof: typeof proof === 'string' ? proof : undefined } : {}),
      );
    });
    asked.on('error', reject);
    onUnanswered(asked, reject);
    asked.end();
  });
}

function fingerprintOf(pem: string): string | undefined {
  try {
    return caFingerprint(new X509Certificate(pem));
  } catch {
    return undefined;
  }
}
