import { once } from 'node:events';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { issueCa, issueServerCertificate } from '../../../exit/tls/issue-certificate.ts';
import { startHttpUpstream, startTcpUpstream } from '../testing/upstreams.ts';
import { UpstreamDialer, type UpstreamHandler } from './upstream-dialer.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamTls } from './upstream-tls.ts';

const HOUR_MS = 3_600_000;
const NAME = 'shop.example.com';
const sockets = new Set<Duplex>();
let server: https.Server;
let ca: string;
let port: number;

beforeAll(async () => {
  const issuer = await issueCa({ name: 'Of a test', lifeMs: HOUR_MS });
  const { certificate, key } = await issueServerCertificate(issuer, { names: [NAME], lifeMs: HOUR_MS });
  ca = issuer.certificate;
  server = https.createServer({ cert: certificate, key }, (request, answer) => {
    answer.end(`${request.url} ${(request.socket as tls.TLSSocket).isSessionReused()}`);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** Dials, asks for a path and resolves with all that comes back. */
function ask(dialer: UpstreamDialer, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const handler: UpstreamHandler = {
      onConnect: (socket: Duplex) => {
        socket.on('error', reject).on('end', () => resolve(answer));
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`);
      },
      onFailure: reject,
      onData: (chunk) => {
        answer += chunk.toString();
        return true;
      },
    };
    dialer.dial(handler, { address: '203.0.113.9', port: 4711 });
  });
}

/** Resolves with the error of a handshake for a host over a connection to the server, or undefined where it succeeds. */
async function handshake(host: string): Promise<UpstreamError | undefined> {
  const raw = net.connect(port, '127.0.0.1');
  onTestFinished(() => void raw.destroy());
  await once(raw, 'connect');
  return new Promise((resolve) => {
    new UpstreamTls(host, `${host}:443`).secure(raw, { secured: () => resolve(undefined), failed: resolve });
  });
}

describe('an https upstream', () => {
  it('is asked over TLS, whoever signed the certificate of a service on this computer, and without a whole handshake the second time', async () => {
    const dialer = new UpstreamDialer(`https://localhost:${port}`);
    expect(await ask(dialer, '/one')).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\/one false/);
    expect(await ask(dialer, '/two')).toMatch(/\/two true/);
  });

  it('gets its PROXY header before TLS begins', async () => {
    const first = Promise.withResolvers<string>();
    const upstream = await startTcpUpstream((socket) =>
      socket.once('data', (bytes) => first.resolve(bytes.toString('latin1'))),
    );
    const cancel = new UpstreamDialer(`https://127.0.0.1:${upstream.port}`, 'v1').dial(
      { onConnect: () => {}, onFailure: () => {}, onData: () => true },
      { address: '203.0.113.9', port: 4711 },
    );
    expect(await first.promise).toMatch(/^PROXY TCP4 203\.0\.113\.9 127\.0\.0\.1 4711 /);
    cancel();
    // Giving up in the middle of a handshake leaves no connection.
    await once((upstream.sockets[0] as net.Socket).resume(), 'end');
  });

  it.each([
    ['before this side has heard that it stands', (socket: net.Socket) => socket.resetAndDestroy()],
    ['at the first bytes', (socket: net.Socket) => socket.once('data', () => socket.resetAndDestroy())],
  ])('may cut the connection %s', async (_, cut) => {
    const upstream = await startTcpUpstream((socket) => void cut(socket));
    const dialer = new UpstreamDialer(`https://127.0.0.1:${upstream.port}`, 'v1');
    for (let i = 0; i < 20; i++) await expect(ask(dialer, '/')).rejects.toBeInstanceOf(UpstreamError);
  });

  it('that speaks plain HTTP is said to', async () => {
    const plain = await startHttpUpstream((_, answer) => answer.end());
    const where = `127.0.0.1:${plain.port}`;
    const failure = ask(new UpstreamDialer(`https://${where}`), '/');
    await expect(failure).rejects.toEqual(
      new UpstreamError('upstream-invalid', `${where} does not speak TLS.`, `Lead to http://${where}.`),
    );
  });

  it('elsewhere must have a certificate of its name that this computer trusts', async () => {
    expect((await handshake(NAME))?.message).toMatch(/^The certificate of shop\.example\.com:443 is not trusted/);
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, ca]);
    onTestFinished(() => tls.setDefaultCACertificates(before));
    expect(await handshake(NAME)).toBeUndefined();
    expect((await handshake('bank.example.com'))?.message).toBe(
      'The certificate of bank.example.com:443 is for another name.',
    );
  });
});
