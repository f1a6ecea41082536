import type { WebhookTrial } from '../../../shared/contract/alert.ts';
import { EndpointError } from '../tunnels/endpoint-error.ts';
import { postJson } from './post-json.ts';

/** What a receiver gets that is tried out: the shape of an alert, with a kind that no alert has. */
const MESSAGE = 'This is a test of the webhook for alerts.';

/** Sends a test to a webhook and says what came back, in words for people. */
export async function tryWebhook(
  url: string,
  routeTo: (url: string) => Promise<URL | undefined>,
  signal: AbortSignal,
): Promise<WebhookTrial> {
  const at = new Date().toISOString();
  const body = JSON.stringify({ kind: 'test', state: 'fired', message: MESSAGE, at, tunnels: [] });
  const startedAt = performance.now();
  try {
    const status = await postJson(url, body, await routeTo(url), signal);
    const took = Math.round(performance.now() - startedAt);
    return { accepted: status >= 200 && status < 300, message: wordsOf(status, took) };
  } catch (error) {
    return { accepted: false, message: reasonOf(error as NodeJS.ErrnoException, new URL(url)) };
  }
}

function wordsOf(status: number, tookMs: number): string {
  if (status >= 200 && status < 300) return `It took the test: status ${status} after ${tookMs} ms.`;
  if (status >= 300 && status < 400)
    return `It answered with a redirect (status ${status}), which is not followed: give the address that it leads to.`;
  if (status === 404 || status === 405 || status === 410)
    return `It answered with status ${status}: nothing takes alerts at this address. Check its path.`;
  if (status === 401 || status === 403)
    return `It answered with status ${status}: the address lacks the key that its receiver wants.`;
  return status < 500
    ? `It answered with status ${status}: it does not understand the message.`
    : `It answered with status ${status}: its receiver is in trouble. Try again later.`;
}

function reasonOf(error: NodeJS.ErrnoException, { host, hostname }: URL): string {
  // Of a proxy, which says what to do.
  if (error instanceof EndpointError) return error.message;
  const { code = '' } = error;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `DNS has no entry for ${hostname}. Check the address.`;
  if (code === 'ECONNREFUSED') return `Nothing answers on ${host}. Start its receiver, or check the address.`;
  if (error.name === 'TimeoutError' || error.name === 'AbortError' || code === 'ABORT_ERR' || code === 'ETIMEDOUT')
    return `${host} did not answer within 10 s.`;
  if (code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SSL') || code === 'EPROTO')
    return `${host} could not be reached over TLS (${code}). Check its certificate.`;
  return `${host} could not be reached (${code === '' ? error.message : code}).`;
}
