import { createSecureContext, type SecureContext } from 'node:tls';
import type { Certificates } from '../tls/certificates.ts';

/** A certificate for `localhost`, `*.localhost`, `*.exit.test` and 127.0.0.1, its own CA, valid until 2126. Only tests trust it. */
export const TEST_CERTIFICATE = `
-----BEGIN CERTIFICATE-----
MIIBwTCCAWegAwIBAgIUCuvcXm0EVd95PiAzbJrXRAsaX+YwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOUG9ydGhvbGUgdGVzdHMwIBcNMjYxMTIxMTQyODE0WhgPMjEy
NjEwMjgxNDI4MTRaMBkxFzAVBgNVBAMMDlBvcnRob2xlIHRlc3RzMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAED0apx6Ka/Yt5btmgPVmIbhIQq9EgtwGsPWLxqOQm
MRfNiuS4fXggM5vXRrUzG4KPt1NYfnEtBvAOhe/Tmd3Ke6OBijCBhzAdBgNVHQ4E
FgQUKAeNp+t6bo5PBrGFcfDyHjXVYh0wHwYDVR0jBBgwFoAUKAeNp+t6bo5PBrGF
cfDyHjXVYh0wNAYDVR0RBC0wK4IJbG9jYWxob3N0ggsqLmxvY2FsaG9zdIILKi5l
eGl0LnRlc3SHBH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF
AiEAl4ujTVZ/bSoZYvNCyhXFlDba1IhW/oP1aotaqD3RAlcCIA9bYB4FRn4JNvX3
VsmdQNwVnNLTkNTckO3qoqc9VZF9
-----END CERTIFICATE-----
`.trimStart();

/** Its key, which is no secret. */
export const TEST_KEY = `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpJwOkylbVAlNu6pK
AU/3rRCfy2PDtiR42tMx1fwb4NmhRANCAAQPRqnHopr9i3lu2aA9WYhuEhCr0SC3
Aaw9YvGo5CYxF82K5Lh9eCAzm9dGtTMbgo+3U1h+cS0G8A6F79OZ3cp7
-----END PRIVATE KEY-----
`.trimStart();

/** The test certificate for every name that it is made out to, and for visitors that name none. */
export class TestCertificates implements Certificates {
  readonly #context: SecureContext = createSecureContext({ cert: TEST_CERTIFICATE, key: TEST_KEY });

  contextFor(serverName: string): SecureContext | undefined {
    return serverName === '' || /^(?:[\w-]+\.)?(?:localhost|exit\.test)$/.test(serverName) ? this.#context : undefined;
  }
}
