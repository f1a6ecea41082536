import { PROBE_PATH } from '../../../shared/wire/probe-request.ts';

/** The path that a public-URL probe asks for; answered by the client and never by the upstream (RFC 8615 §3). */
export function probePath(nonce: string): string {
  return PROBE_PATH + nonce;
}

/** Returns the nonce of a probe's path, or undefined for any other target. */
export function probeNonce(target: string): string | undefined {
  return target.startsWith(PROBE_PATH) ? target.slice(PROBE_PATH.length) : undefined;
}
