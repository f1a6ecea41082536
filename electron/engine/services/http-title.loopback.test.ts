import type { RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { issueCa, issueServerCertificate } from '../../../exit/tls/issue-certificate.ts';
import { holdTimeouts } from '../testing/hold-timeouts.ts';
import { startTcpUpstream } from '../testing/upstreams.ts';
import { greetHttp } from './http-title.ts';

const HOUR_MS = 3_600_000;
/** First bytes of a handshake and of an alert (RFC 8446 §5.1). */
const HANDSHAKE = 22;
const ALERT = [21, 3, 3, 0, 2, 2, 70];

let patience: AbortController;
beforeEach(() => {
  patience = holdTimeouts();
});

/** A website that speaks TLS, and tells one who speaks without it so by `refusal`. */
async function startSealed(refusal: Buffer, listener: RequestListener): Promise<number> {
  const issuer = await issueCa({ name: 'Of a test', lifeMs: HOUR_MS });
  const { certificate, key } = await issueServerCertificate(issuer, { names: ['localhost'], lifeMs: HOUR_MS });
  const sealed = https.createServer({ cert: certificate, key }, listener);
  await new Promise<void>((resolve) => sealed.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void sealed.close());
  const { port: sealedPort } = sealed.address() as AddressInfo;
  const { port } = await startTcpUpstream((socket) => {
    socket.once('data', (first) => {
      if (first[0] !== HANDSHAKE) return socket.end(refusal);
      const inner = net.connect(sealedPort, '127.0.0.1');
      inner.write(first);
      socket.pipe(inner).on('error', () => {});
      inner.pipe(socket);
    });
  });
  return port;
}

it.each([
  ['hangs up on a plain request', Buffer.alloc(0)],
  ['answers it with 400', Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')],
  ['answers it with an alert', Buffer.from(ALERT)],
])('reads the title of a service that speaks TLS and %s', async (_, refusal) => {
  const port = await startSealed(refusal, (_request, answer) => answer.end('<title>Sealed</title>'));
  expect(await greetHttp('127.0.0.1', port)).toEqual({ title: 'Sealed', tls: true });
});

it('knows TLS by its handshake where the page takes its time', async () => {
  const port = await startSealed(Buffer.from(ALERT), () => patience.abort());
  expect(await greetHttp('127.0.0.1', port)).toEqual({ title: undefined, tls: true });
});
