import { checkToken } from './access-token.ts';

/** What a client needs to use an exit server, in one link that can be pasted or clicked. */
export type JoinLink = {
  /** Address of the control plane: `wss://HOST[:PORT]` or `ws://HOST[:PORT]`. */
  server: string;
  /** 1 to 4096 visible ASCII characters, opaque here. */
  token: string;
  /** `sha256:` and 64 hex digits: fingerprint of the exit server's own CA certificate (DER). Absent: public CAs are trusted. */
  ca?: string;
};

/** A join link cannot be used. The message is one line that names the part and says what to do. */
export class JoinLinkError extends Error {
  readonly part: 'link' | 'server' | 'token' | 'ca';

  constructor(part: JoinLinkError['part'], message: string) {
    super(message);
    this.name = 'JoinLinkError';
    this.part = part;
  }
}

/** Longest link: the longest token with every character escaped, and the rest. */
const MAX_LINK = 16 * 1024;

const MAX_TOKEN = 4096;
const TOKEN = /^[\x21-\x7e]+$/;
const CA_FINGERPRINT = /^sha256:[0-9a-f]{64}$/i;
const PREFIX = /^porthole:\/\/join\/?\?/i;

/**
 * Reads `porthole://join?server=…&token=…&ca=…`; space around it is ignored, and so are parameters that it does not know.
 *
 * Not by `URLSearchParams`, which would turn a `+` of an unescaped base64 token into a space.
 *
 * @throws JoinLinkError
 */
export function parseJoinLink(text: string): JoinLink {
  const link = text.trim();
  if (link.length > MAX_LINK)
    throw new JoinLinkError('link', 'This is too long for a join link: copy only the link itself.');
  const prefix = PREFIX.exec(link);
  if (!prefix) {
    throw new JoinLinkError(
      'link',
      'This is not a join link: paste the whole line that begins with porthole://join?server=',
    );
  }
  const parameters = readParameters(link.slice(prefix[0].length));
  const server = readServer(parameters.get('server'));
  const token = readToken(parameters.get('token'));
  const ca = readCa(parameters.get('ca'), server);
  return ca === undefined ? { server, token } : { server, token, ca };
}

/**
 * Writes the link.
 *
 * @throws JoinLinkError when a part is wrong
 */
export function formatJoinLink(link: JoinLink): string {
  const server = readServer(link.server);
  const token = readToken(link.token);
  const ca = readCa(link.ca, server);
  const start = `porthole://join?server=${encodeURIComponent(server)}&token=${encodeURIComponent(token)}`;
  return ca === undefined ? start : `${start}&ca=${encodeURIComponent(ca)}`;
}

function readParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('#', 1).join('').split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0) continue;
    const key = pair.slice(0, equals);
    if (key !== 'server' && key !== 'token' && key !== 'ca') continue;
    if (parameters.has(key)) {
      throw new JoinLinkError(key, `The join link names its ${key} twice: ask for a new link.`);
    }
    try {
      parameters.set(key, decodeURIComponent(pair.slice(equals + 1)));
    } catch {
      throw new JoinLinkError(key, `The ${key} in the join link is damaged: copy the link again.`);
    }
  }
  return parameters;
}

function readServer(value: string | undefined): string {
  if (!value) {
    throw new JoinLinkError('server', 'The join link names no server: it must contain server=wss%3A%2F%2FHOST%3APORT.');
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || (url.protocol !== 'wss:' && url.protocol !== 'ws:') || url.hostname === '') {
    throw new JoinLinkError('server', 'The server in the join link is no address like wss://exit.example.com:8123.');
  }
  if (url.username || url.password || url.search || url.hash || (url.pathname !== '/' && url.pathname !== '')) {
    throw new JoinLinkError(
      'server',
      'The server in the join link has more than host and port: shorten it to wss://HOST:PORT.',
    );
  }
  return `${url.protocol}//${url.host}`;
}

function readToken(value: string | undefined): string {
  if (!value) {
    throw new JoinLinkError('token', 'The join link carries no token: make a new one with porthole-exit token create.');
  }
  if (value.length > MAX_TOKEN || !TOKEN.test(value)) {
    throw new JoinLinkError(
      'token',
      `The token in the join link is damaged (it is 1 to ${MAX_TOKEN} visible ASCII characters): copy the link again.`,
    );
  }
  const typo = checkToken(value);
  if (typo !== undefined) throw new JoinLinkError('token', typo);
  return value;
}

function readCa(value: string | undefined, server: string): string | undefined {
  if (value === undefined) return undefined;
  if (server.startsWith('ws:')) {
    throw new JoinLinkError('ca', 'The join link pins a certificate authority, but its server has no TLS: use wss://.');
  }
  if (!CA_FINGERPRINT.test(value)) {
    throw new JoinLinkError(
      'ca',
      'The ca in the join link is no fingerprint (sha256: and 64 hex digits): copy the link again.',
    );
  }
  return value.toLowerCase();
}
