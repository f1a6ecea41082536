import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net, { type LookupFunction } from 'node:net';
import tls from 'node:tls';
import type { TunnelKind } from '../../../shared/contract/tunnel.ts';
import { onUnanswered } from '../../../shared/on-unanswered.ts';
import { PROBE_TUNNEL_FIELD } from '../../../shared/wire/probe-request.ts';
import { connectThrough } from '../network/connect-through.ts';
import { proxyAgent } from '../network/proxy-agent.ts';
import type { NonceBook } from '../tunnels/nonce-book.ts';
import { probePath } from '../tunnels/probe-path.ts';
import { explainPublicUrl } from './explain-public-url.ts';
import type { ProbeResult } from './probe-result.ts';
import { WrongAnswer } from './wrong-answer.ts';

/** A round trip around the world and through two proxies takes under 2 s; past this a visitor would think it broken. */
const TIMEOUT_MS = 8_000;
/** What `https://` URLs leave away. */
const HTTPS_PORT = 443;
/** The nonce comes back as it was sent. */
const MAX_BODY = 1024;

/** Calls `seen` for each visitor that comes to the probed tunnel, until the returned function is called. */
export type WatchVisitors = (seen: () => void) => () => void;

/** What a probe is to know of its tunnel that the URL does not tell. */
export interface PublicUrlOptions {
  /** Which proxy to go through. */
  readonly routeTo?: (url: string) => Promise<URL | undefined>;
  readonly kind?: TunnelKind;
  /** Host of the exit server's control plane; undefined: the one inside this app. */
  readonly exitHost?: string | undefined;
  /** The exit server's number of it: where several clients serve the name, it asks the one that has this number. */
  readonly tunnelId?: number | undefined;
  /** Whether its rules may turn this computer away: that is then the proof that the exit server answers there. */
  readonly mayTurnAway?: boolean;
}

/**
 * Asks for a nonce through the public URL, as a visitor would, and looks whether it comes back from this app: the only proof
 * that the URL leads here and nowhere else.
 *
 * @param visitors to learn who comes to the tunnel
 */
export async function probePublicUrl(
  publicUrl: string,
  nonces: NonceBook,
  visitors: WatchVisitors,
  { routeTo = async () => undefined, kind, exitHost, tunnelId, mayTurnAway = false }: PublicUrlOptions = {},
): Promise<ProbeResult> {
  const url = new URL(publicUrl);
  let proxy: URL | undefined;
  const startedAt = performance.now();
  try {
    if (url.protocol === 'tcp:' || kind === 'tls') {
      const greet = kind === 'tls' ? (socket: net.Socket) => sayClientHello(socket, url.hostname) : listenOnly;
      await probeTcp(async () => connectTcp(url, await routeTo(publicUrl)), greet, nonces, visitors);
      return { ok: true, tookMs: performance.now() - startedAt };
    }
    proxy = await routeTo(publicUrl);
    const certificateExpiresAt = await probeHttp(url, nonces, proxy, tunnelId);
    return { ok: true, tookMs: performance.now() - startedAt, certificateExpiresAt };
  } catch (error) {
    const turnedAway = mayTurnAway && isTurnedAway(error as NodeJS.ErrnoException);
    if (turnedAway) return { ok: true, tookMs: performance.now() - startedAt };
    const way = { url, exitHost, proxied: proxy !== undefined };
    return { ok: false, ...(await explainPublicUrl(error as NodeJS.ErrnoException, way)) };
  }
}

/** A connection was taken and ended without a word, as one is that the tunnel's rules do not let in. */
function isTurnedAway(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.message === ENDED_AT_ONCE;
}

const ENDED_AT_ONCE = 'It ended the connection at once.';

/** Resolves with the end of the certificate's time, ms since the epoch, where there is one. */
async function probeHttp(
  url: URL,
  nonces: NonceBook,
  proxy: URL | undefined,
  tunnelId?: number,
): Promise<number | undefined> {
  const nonce = nonces.issue();
  try {
    const headers = tunnelId === undefined ? {} : { [PROBE_TUNNEL_FIELD]: tunnelId };
    const answer = await get(new URL(probePath(nonce), url), headers, proxy);
    if (answer.body === nonce) return answer.certificateExpiresAt;
    const error = answer.portholeError;
    if (error === 'no-tunnel') throw new WrongAnswer('The exit server does not know this host.');
    throw new WrongAnswer(`Something else answers there (status ${answer.status}).`);
  } finally {
    nonces.forget(nonce);
  }
}

interface Answer {
  status: number;
  portholeError: string | undefined;
  certificateExpiresAt: number | undefined;
  body: string;
}

async function get(url: URL, headers: http.OutgoingHttpHeaders, proxy: URL | undefined): Promise<Answer> {
  const agent = proxy ? await proxyAgent(proxy) : false;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const client = url.protocol === 'https:' ? https : http;
  const request = client.get(
    url,
    { agent, headers, lookup: lookupLoopback, signal: AbortSignal.timeout(TIMEOUT_MS) },
    (response) => {
      let body = '';
      // Now: at the end of the answer its socket is gone.
      const certificateExpiresAt = expiryOf(response.socket);
      response.setEncoding('latin1');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > MAX_BODY) response.destroy(new WrongAnswer('Something else answers there.'));
      });
      response.on('error', reject);
      response.on('end', () => {
        const portholeError = response.headers['porthole-error'];
        const status = response.statusCode ?? 0;
        resolve({ status, portholeError: portholeError?.toString(), certificateExpiresAt, body });
      });
    },
  );
  request.on('error', reject);
  onUnanswered(request, () => reject(new WrongAnswer('Something else answers there (status 101).')));
  request.on('close', () => agent === false || agent.destroy());
  return promise;
}

function expiryOf(socket: net.Socket): number | undefined {
  if (!(socket instanceof tls.TLSSocket)) return undefined;
  const at = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * A TCP tunnel's bytes belong to its upstream, so nothing can be asked: the probe connects, and waits until a visitor comes to
 * the tunnel. Where this side's address is the one that the exit server sees, the client knows the probe by it, and its stream
 * never meets the upstream; behind a NAT it does, as a visitor that leaves without a word.
 *
 * @param greet reads the socket, and says what it takes to be let in
 */
async function probeTcp(
  connect: () => Promise<net.Socket>,
  greet: (socket: net.Socket) => void,
  nonces: NonceBook,
  visitors: WatchVisitors,
): Promise<void> {
  let came = false;
  let look = () => {};
  // From the start: the stream may come before this side has heard that it is connected.
  const unwatch = visitors(() => {
    came = true;
    look();
  });
  try {
    const socket = await connect();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => socket.destroy(new WrongAnswer('No connection came of it.')), TIMEOUT_MS);
    let forget: (() => void) | undefined;
    look = () => {
      if (came && forget) resolve();
    };
    const onConnect = () => {
      forget = nonces.expectAddress(addressOf(socket));
      greet(socket);
      look();
    };
    if (socket.connecting) socket.on('connect', onConnect);
    else onConnect();
    socket.on('error', reject);
    socket.on('close', () => reject(new WrongAnswer(ENDED_AT_ONCE)));
    await promise.finally(() => {
      clearTimeout(timer);
      socket.destroy();
      forget?.();
    });
  } finally {
    unwatch();
  }
}

/** Only an end can come that matters. */
function listenOnly(socket: net.Socket): void {
  socket.resume();
}

/** The exit server knows a TLS tunnel by the name in the ClientHello. The certificate is the upstream's, and nothing is told to it. */
function sayClientHello(socket: net.Socket, servername: string): void {
  // Whatever ends the handshake ends the socket too, which is where it is looked at.
  tls.connect({ socket, servername, rejectUnauthorized: false }).on('error', () => {});
}

function addressOf({ localAddress = '', localPort = 0 }: net.Socket): string {
  return localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`;
}

async function connectTcp(url: URL, proxy: URL | undefined): Promise<net.Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? HTTPS_PORT : Number(url.port);
  return proxy ? await connectThrough(proxy, host, port) : net.connect({ host, port, lookup: lookupLoopback });
}

/** Both, since the exit server may listen on either; net.connect tries one after the other. */
const LOOPBACK = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** `*.localhost` is loopback everywhere (RFC 6761 §6.3), but not every system's resolver knows. */
const lookupLoopback: LookupFunction = (hostname, options, callback) => {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) {
    if (options.all) callback(null, LOOPBACK);
    else callback(null, '127.0.0.1', 4);
    return;
  }
  lookup(hostname, options as never, callback as never);
};
