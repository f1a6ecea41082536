import { X509Certificate } from 'node:crypto';
import { caFingerprint } from '../../shared/wire/ca-fingerprint.ts';
import type { SharedToken } from '../tokens/shared-token.ts';

/** What proves, by the shared token, that a CA (PEM) is this server's own; gives undefined where one of the two is not there. */
export function caProver(
  ca: string | undefined,
  shared: SharedToken | undefined,
): (nonce: string) => string | undefined {
  let fingerprint: string | undefined;
  return (nonce) => {
    if (ca === undefined || shared === undefined) return undefined;
    fingerprint ??= caFingerprint(new X509Certificate(ca));
    return shared.prove(nonce, fingerprint);
  };
}
