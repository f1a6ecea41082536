import type { IncomingHttpHeaders } from 'node:http';
import { DialError } from './dial-error.ts';
import { UPGRADE_MISSING_FIELD, VERSION_FIELD } from './poll-protocol.ts';
import { SUBPROTOCOL } from './ws-transport.ts';

/** Longest text of a server that is repeated in a message: the server is not trusted to be brief. */
const MAX_QUOTE = 200;

/** Longest wait that a server may ask for. */
const MAX_RETRY_AFTER_S = 3600;

const TLS_CODE = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS|ERR_SSL|EPROTO)/;

const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: check the port and that the exit server runs',
  ENOTFOUND: 'the name is unknown: check its spelling and this network',
  EAI_AGAIN: 'the name could not be looked up: check this network',
  ENETUNREACH: 'there is no route: check this network',
  EHOSTUNREACH: 'there is no route to it: check this network and the address',
  ETIMEDOUT: 'it does not answer: check the address and its firewall',
  EMFILE:
    'Porthole may open no more files and connections on this computer: raise its limit ("ulimit -n") or stop some tunnels',
  ENFILE: 'this computer can open no more files and connections: close other programs',
  ECONNRESET: 'it cut the connection: check that this is the control plane’s port',
};

/** What a draining exit server or a proxy in front of one answers (RFC 9110 §15.6.3 to §15.6.5). */
const UNAVAILABLE = new Set([502, 503, 504]);

/** What exit servers, nginx and others answer to plain HTTP on a port of TLS. */
const SPEAKS_TLS = /speaks TLS|HTTPS port|HTTP request to an HTTPS server/i;
/** First bytes of a TLS alert (RFC 8446 §5.1), which is how the rest answers. */
const TLS_ALERT = Buffer.from([21, 3]);

/** Turns an HTTP answer to the handshake, which is not 101, into an error. */
export function failureOfStatus(server: string, status: number, headers: IncomingHttpHeaders, body: string): DialError {
  const said = quote(body);
  if (status === 400 && SPEAKS_TLS.test(body)) return speaksTls(server, status);
  const byExitServer = headers[VERSION_FIELD] !== undefined;
  if (status === 401 || status === 403) {
    const why = said === '' ? 'check the token or make a new one' : said;
    return new DialError('unauthorized', `The exit server ${server} refused the token: ${why}`, {
      status,
      byExitServer,
    });
  }
  if (status === 429) {
    const retryAfterMs = retryAfter(headers['retry-after']);
    const wait = retryAfterMs === undefined ? 'a while' : `${Math.ceil(retryAfterMs / 1000)} s`;
    return new DialError('rate-limited', `The exit server ${server} has had too many tries from here: wait ${wait}.`, {
      status,
      retryAfterMs,
      byExitServer,
    });
  }
  if (status === 426 && headers[UPGRADE_MISSING_FIELD] !== undefined) {
    const message = `Something between here and ${server} lets no WebSocket through: ask the administrator of this network or of the server’s proxy to allow it.`;
    return new DialError('no-websocket', message, { status });
  }
  if (UNAVAILABLE.has(status)) {
    const retryAfterMs = retryAfter(headers['retry-after']);
    const message = `The exit server ${server} is not ready (HTTP ${status}): it is being restarted, or is behind a proxy that cannot reach it.`;
    return new DialError('unavailable', message, { status, retryAfterMs, byExitServer });
  }
  // A server of ours names its versions; a 400 without them is somebody else's.
  if (status === 426 || (status === 400 && /porthole\.v\d/.test(body))) return wrongVersion(server, status);
  return new DialError(
    'not-porthole',
    `${server} answers with HTTP ${status} and is no exit server: check the address and the control plane’s port.`,
    { status },
  );
}

/** Whoever was dialled without TLS wants it. */
function speaksTls(server: string, status?: number, cause?: unknown): DialError {
  return new DialError('tls', `${server} speaks TLS: use wss:// instead of ws://.`, { status, cause });
}

/** The server shares no version of the protocol with this side. */
export function wrongVersion(server: string, status?: number): DialError {
  return new DialError(
    'wrong-version',
    `The exit server ${server} does not speak ${SUBPROTOCOL}: bring the app and the exit server to the same version.`,
    { status },
  );
}

/**
 * Turns an error of the connection or of its parsing into one that says what to do.
 *
 * @param reached whether the connection stood before
 */
export function failureOfError(server: string, error: Error, reached = false): DialError {
  // Of a proxy, whose agent names the hop itself.
  if (error instanceof DialError) return error;
  const code = codeOf(error);
  if (TLS_CODE.test(code)) {
    return new DialError('tls', `The TLS connection to ${server} failed (${code}): ${tlsAdvice(code)}`, {
      cause: error,
    });
  }
  if (isTlsAlert(error)) return speaksTls(server, undefined, error);
  if (code.startsWith('HPE_') || code === '') {
    return new DialError(
      'not-porthole',
      `${server} does not answer as an exit server (${error.message}): check the port.`,
      { cause: error, reached },
    );
  }
  const why = UNREACHABLE[code] ?? `check the address and this network (${code})`;
  return new DialError('unreachable', `${server} cannot be reached: ${why}.`, { cause: error, reached });
}

/** Node gives what it could not parse as `rawPacket`. */
function isTlsAlert(error: Error): boolean {
  return 'rawPacket' in error && error.rawPacket instanceof Buffer && error.rawPacket.subarray(0, 2).equals(TLS_ALERT);
}

/** Where several addresses were tried, the code of the first is as good as any. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return first instanceof Error ? codeOf(first) : '';
}

function tlsAdvice(code: string): string {
  if (/ALERT_HANDSHAKE_FAILURE|UNRECOGNIZED_NAME/.test(code))
    return 'it has no certificate for this name (yet): check the name, and the log of the exit server.';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return 'check that the port speaks TLS, or use ws:// if it does not.';
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired: renew it on the exit server.';
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet: check the clock of this computer.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'its certificate is for another name: use the name it was made for.';
  return 'its certificate is not trusted: use the join link that carries its CA, or --ca.';
}

function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,9}$/.test(header)) return undefined;
  return Math.min(Number(header), MAX_RETRY_AFTER_S) * 1000;
}

function quote(body: string): string {
  // One line of visible text: it ends up in logs and on the page.
  const line = body.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length <= MAX_QUOTE ? line : `${line.slice(0, MAX_QUOTE)}…`;
}
