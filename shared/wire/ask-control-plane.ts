import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pinnedTls } from './pinned-ca.ts';

/** How long a running exit server may take to answer, ms. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Longest answer that is read, bytes: a report of a hundred clients with a hundred tunnels each is some 2 MiB. */
const MAX_ANSWER = 16 * 1024 * 1024;

export interface ControlQuestion {
  /** `http(s)://…` */
  url: URL;
  token: string;
  /** The fingerprint of the one CA to trust. */
  pin?: string | undefined;
  /** Connects through a proxy; it belongs to this question. */
  agent?: Agent | undefined;
  method?: 'GET' | 'POST' | 'DELETE' | undefined;
  /** Sent as JSON. */
  body?: unknown;
}

export interface ControlAnswer {
  status: number;
  body: string;
}

/** Asks a control plane, with the token. Rejects with DialError where its CA is wrong, else with the connection's error. */
export async function askControlPlane(question: ControlQuestion): Promise<ControlAnswer> {
  const { url, token, pin, agent, method = 'GET', body } = question;
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const tls = pin === undefined ? {} : await pinnedTls({ url, pin, agent, signal });
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    Authorization: `Bearer ${token}`,
    Connection: 'close',
    ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...tls, method, headers, signal, agent: agent ?? false }, (response) => {
      readBody(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    });
    asked.on('error', reject);
    asked.end(text);
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
