import http from 'node:http';
import https from 'node:https';
import { onUnanswered } from '../../../shared/on-unanswered.ts';
import { proxyAgent } from '../network/proxy-agent.ts';
import { USER_AGENT } from '../network/user-agent.ts';

/** Receivers answer in well under a second; one that hangs must not hold the next message back for long. */
const TIMEOUT_MS = 10_000;

/** Posts JSON and resolves with the status of the answer. Redirects are not followed: they could lead anywhere. */
export async function postJson(
  url: string,
  body: string,
  proxy: URL | undefined,
  signal: AbortSignal,
): Promise<number> {
  const agent = proxy ? await proxyAgent(proxy) : false;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const client = url.startsWith('https:') ? https : http;
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'User-Agent': USER_AGENT,
  };
  const request = client.request(
    url,
    { method: 'POST', agent, headers, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) },
    (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    },
  );
  request.on('error', reject);
  onUnanswered(request, reject);
  request.on('close', () => agent === false || agent.destroy());
  request.end(body);
  return promise;
}
