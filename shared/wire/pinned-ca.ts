import { X509Certificate } from 'node:crypto';
import type { Agent } from 'node:http';
import { request } from 'node:https';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { onUnanswered } from '../on-unanswered.ts';
import { caFingerprint } from './ca-fingerprint.ts';
import { DialError } from './dial-error.ts';
import { OWN_CA_NAME, OWN_CA_PATH } from './own-ca.ts';

/** How to make a TLS connection that trusts the pinned CA and no other. */
export interface PinnedTls {
  ca: string;
  checkServerIdentity(host: string, certificate: PeerCertificate): Error | undefined;
}

export interface PinRequest {
  /** Control plane, `wss://HOST[:PORT]` or `https://…`. */
  url: URL;
  /** `sha256:HEX` of the CA's certificate. */
  pin: string;
  agent?: Agent | undefined;
  /** Gives up; the promise rejects with an AbortError. */
  signal?: AbortSignal | undefined;
}

/** Longest certificate that is read, bytes: ours has some 700. */
const MAX_CERTIFICATE = 16 * 1024;

/** CA certificates whose fingerprint was checked, by it. As many as the user has servers. */
const known = new Map<string, string>();

/**
 * Gets the CA certificate with this fingerprint, from the server at first and then from memory. Rejects with DialError where the server has
 * none or another one, and with the connection's own error where there is no connection.
 *
 * The certificate comes over a connection that proves nothing, and is believed only because its SHA-256 is the pinned one. No token is sent on
 * that connection.
 */
export async function pinnedTls(parts: PinRequest): Promise<PinnedTls> {
  const pin = parts.pin.toLowerCase();
  if (!known.has(pin)) rememberCa(await fetchCa(parts), pin, parts.url.host);
  // Not the text that came: behind the pinned certificate there could be more, and TLS would trust all of them.
  const ca = known.get(pin);
  if (ca === undefined) throw noCa(parts.url.host);
  return { ca, checkServerIdentity: checkPinnedIdentity };
}

/** Takes a CA certificate (PEM) that the user gave as a file, and returns the fingerprint to pin. Throws where it is none. */
export function pinCertificate(pem: string): string {
  const certificate = new X509Certificate(pem);
  if (!certificate.ca) throw new Error('The certificate is none of a CA.');
  const pin = caFingerprint(certificate);
  known.set(pin, certificate.toString());
  return pin;
}

function rememberCa(pem: string, pin: string, server: string): void {
  let fingerprint: string;
  try {
    fingerprint = pinCertificate(pem);
  } catch {
    throw noCa(server);
  }
  if (fingerprint === pin) return;
  known.delete(fingerprint);
  throw new DialError(
    'tls',
    `${server} has another certificate authority (${short(fingerprint)}) than the pinned one (${short(pin)}): if it was set up anew, paste its new join link; if not, somebody is in between.`,
  );
}

/**
 * The server is the right one if its certificate is for this host, or has the name that only an exit server's own CA gives. RFC 9525 checks the
 * host since public CAs sign for everybody; a CA of the server's own signs for nobody else.
 */
function checkPinnedIdentity(host: string, certificate: PeerCertificate): Error | undefined {
  const wrong = checkServerIdentity(host, certificate);
  return wrong && checkServerIdentity(OWN_CA_NAME, certificate) && wrong;
}

function fetchCa({ url, agent, signal }: PinRequest): Promise<string> {
  const address = new URL(OWN_CA_PATH, url);
  address.protocol = 'https:';
  return new Promise((resolve, reject) => {
    // What proves the certificate is its fingerprint. Nobody else may use this connection.
    const unproved = { agent: agent ?? false, signal, rejectUnauthorized: false, headers: { Connection: 'close' } };
    const asked = request(address, unproved, (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > MAX_CERTIFICATE) response.destroy(noCa(url.host));
      });
      response.on('error', reject);
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(noCa(url.host))));
    });
    asked.on('error', reject);
    onUnanswered(asked, () => reject(noCa(url.host)));
    asked.end();
  });
}

function noCa(server: string): DialError {
  return new DialError(
    'tls',
    `${server} has no certificate authority of its own, but one is pinned: paste its new join link, or check the address.`,
  );
}

/** Enough to tell two apart by eye. */
function short(fingerprint: string): string {
  return `${fingerprint.slice(0, 'sha256:'.length + 16)}…`;
}
