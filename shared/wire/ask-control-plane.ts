import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { onUnanswered } from '../on-unanswered.ts';
import { pinnedTls } from './pinned-ca.ts';

/** How long a running exit server may take to answer, ms. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Longest answer that is read, bytes: a report of a hundred clients with a hundred tunnels each is some 2 MiB. */
const MAX_ANSWER = 16 * 1024 * 1024;

export interface ControlQuestion {
  /** `http(s)://…` */
  url: URL;
  /** Absent for what is open to all. */
  token?: string | undefined;
  /** The fingerprint of the one CA to trust. */
  pin?: string | undefined;
  /** Connects through a proxy; it belongs to this question. */
  agent?: Agent | undefined;
  method?: 'GET' | 'POST' | 'DELETE' | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** How long it may take, ms. */
  timeoutMs?: number | undefined;
  /** Longest answer that is read, bytes. */
  maxAnswer?: number;
}

export interface ControlAnswer {
  status: number;
  body: string;
  /** By the server's clock, ms since the epoch, where it says so. */
  date?: number | undefined;
}

/** Asks a control plane. Rejects with DialError where its CA is wrong, else with the connection's error. */
export async function askControlPlane(question: ControlQuestion): Promise<ControlAnswer> {
  const { url, token, pin, agent, method = 'GET', body, maxAnswer = MAX_ANSWER } = question;
  const signal = AbortSignal.timeout(question.timeoutMs ?? ANSWER_TIMEOUT_MS);
  const tls = pin === undefined ? {} : await pinnedTls({ url, pin, agent, signal });
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    Connection: 'close',
    ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...tls, method, headers, signal, agent: agent ?? false }, (response) => {
      readBody(response, maxAnswer).then((answer) => {
        const date = Date.parse(response.headers.date ?? '');
        resolve({ status: response.statusCode ?? 0, body: answer, date: Number.isNaN(date) ? undefined : date });
      }, reject);
    });
    asked.on('error', reject);
    onUnanswered(asked, reject);
    asked.end(text);
  });
}

async function readBody(response: IncomingMessage, max: number): Promise<string> {
  let body = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    body += part;
    if (body.length > max) throw new Error('the answer is too long');
  }
  return body;
}
