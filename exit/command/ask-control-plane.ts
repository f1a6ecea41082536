import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pinnedTls } from '../../shared/wire/pinned-ca.ts';

/** How long a running exit server may take to answer, ms. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Longest answer that is read, bytes: a report of a hundred clients with a hundred tunnels each is some 2 MiB. */
const MAX_ANSWER = 16 * 1024 * 1024;

export interface ControlAnswer {
  status: number;
  body: string;
}

/** Asks a control plane, with the token. `pin` is the fingerprint of the one CA to trust. Rejects with the connection's error. */
export async function askControlPlane(url: URL, token: string, pin: string | undefined): Promise<ControlAnswer> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const tls = pin === undefined ? {} : await pinnedTls({ url, pin, signal });
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, Connection: 'close' };
    const asked = request(url, { ...tls, headers, signal, agent: false }, (response) => {
      readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  let body = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    body += part;
    if (body.length > MAX_ANSWER) throw new Error('the answer is too long');
  }
  return body;
}
