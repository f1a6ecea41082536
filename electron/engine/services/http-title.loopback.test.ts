import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { issueCa, issueServerCertificate } from '../../../exit/tls/issue-certificate.ts';
import { greetHttp } from './http-title.ts';

const HOUR_MS = 3_600_000;

it('reads the title of a service that speaks TLS only, and says so', async () => {
  const issuer = await issueCa({ name: 'Of a test', lifeMs: HOUR_MS });
  const { certificate, key } = await issueServerCertificate(issuer, { names: ['localhost'], lifeMs: HOUR_MS });
  const server = https.createServer({ cert: certificate, key }, (_, answer) => answer.end('<title>Sealed</title>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  expect(await greetHttp('127.0.0.1', (server.address() as AddressInfo).port)).toEqual({ title: 'Sealed', tls: true });
});
