import { createHash } from 'node:crypto';

/** Hashed with it, so that the result is of no use elsewhere. */
const PURPOSE = 'porthole licence device\n';

/**
 * What a subscription is bound to: 43 characters made of the client's id, which itself is as secret as a session. An exit server can compare
 * it with the client that says hello; an issuer that reads it cannot pass for that client.
 */
export function deviceId(clientId: string): string {
  return createHash('sha256').update(PURPOSE).update(clientId).digest('base64url');
}
