import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { onUnanswered } from '../../../shared/on-unanswered.ts';

/** A server's clock beside this one's. */
export interface ClockReading {
  /** How far this computer's clock is ahead of it, ms; negative: behind. */
  readonly ahead: number;
  /** By how much that may be wrong, ms. */
  readonly uncertainty: number;
}

/** `Date` has whole seconds (RFC 9110 §5.6.7). */
const RESOLUTION_MS = 1_000;

/**
 * Asks a server what time it is, by the `Date` of whatever it answers. Rejects with the connection's error or the signal's reason; undefined where it does not say.
 *
 * Its certificate is not looked at: a wrong clock is what makes good certificates fail, and nothing is sent or believed but the time.
 */
export async function serverTime(
  url: URL,
  agent: Agent | undefined,
  signal: AbortSignal,
): Promise<ClockReading | undefined> {
  const address = new URL('/livez', url);
  address.protocol = /^(?:wss|https):$/.test(url.protocol) ? 'https:' : 'http:';
  const request = address.protocol === 'https:' ? httpsRequest : httpRequest;
  const { promise, resolve, reject } = Promise.withResolvers<ClockReading | undefined>();
  const before = Date.now();
  const headers = { Connection: 'close' };
  const asked = request(address, { agent: agent ?? false, rejectUnauthorized: false, headers, signal }, (response) => {
    const after = Date.now();
    response.destroy();
    const date = Date.parse(response.headers.date ?? '');
    if (Number.isNaN(date)) return resolve(undefined);
    const uncertainty = (after - before + RESOLUTION_MS) / 2;
    resolve({ ahead: (before + after) / 2 - (date + RESOLUTION_MS / 2), uncertainty });
  });
  asked.on('error', reject);
  onUnanswered(asked, reject);
  asked.end();
  return promise;
}
