import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pinnedTls } from '../../../shared/wire/pinned-ca.ts';
import type { Network } from './network.ts';
import { proxyAgent } from './proxy-agent.ts';

/** How long an exit server may take to answer, ms. */
const TIMEOUT_MS = 10_000;
/** Longest answer that is read, bytes. */
const MAX_ANSWER = 256 * 1024;

export interface ControlRequest {
  /** `ws(s)://HOST[:PORT]` of the control plane. */
  url: string;
  /** `sha256:HEX` of the one CA to trust. */
  pin?: string | undefined;
  method: 'GET' | 'POST';
  path: string;
  /** Sent as JSON. */
  body?: object | undefined;
  /** How long it may take, ms. */
  timeoutMs?: number;
}

export interface ControlAnswer {
  status: number;
  body: string;
  /** By the exit server's clock, ms since the epoch, where it says so. */
  date: number | undefined;
}

/** Asks an exit server's control plane over HTTP, on the way that its sessions take. Rejects where there is no whole answer in time. */
export async function askControl(network: Network, parts: ControlRequest): Promise<ControlAnswer> {
  const signal = AbortSignal.timeout(parts.timeoutMs ?? TIMEOUT_MS);
  const proxy = await network.routeTo(parts.url);
  const agent = proxy && proxyAgent(proxy);
  const url = new URL(parts.path, parts.url);
  const secure = url.protocol === 'wss:';
  url.protocol = secure ? 'https:' : 'http:';
  const tls = parts.pin === undefined ? {} : await pinnedTls({ url, pin: parts.pin, signal, agent });
  const content = parts.body === undefined ? undefined : Buffer.from(JSON.stringify(parts.body));
  const headers = {
    Connection: 'close',
    ...(content && { 'Content-Type': 'application/json', 'Content-Length': content.length }),
  };
  const send = secure ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked = send(url, { ...tls, method: parts.method, headers, signal, agent: agent ?? false }, (response) => {
      readBody(response).then((body) => {
        const date = Date.parse(response.headers.date ?? '');
        resolve({ status: response.statusCode ?? 0, body, date: Number.isNaN(date) ? undefined : date });
      }, reject);
    });
    asked.on('error', reject);
    asked.end(content);
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
