import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { PROOF_FIELD } from '../../shared/wire/ca-proof.ts';
import { OWN_CA_PATH } from '../../shared/wire/own-ca.ts';
import { proveCa } from '../../shared/wire/prove-ca.ts';
import { generateToken } from '../command/token-file.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../testing/test-certificates.ts';
import { startTestExit, TEST_TOKEN, TestLog } from '../testing/test-exit.ts';
import { KeyStore } from './key-store.ts';
import { OwnCa } from './own-ca.ts';

/** For two handshakes on a busy machine; a test has 60 s. */
const TIMEOUT_MS = 45_000;
let closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

/** An exit server with a CA of its own. Returns the URL of its control plane. */
async function start(token: string): Promise<URL> {
  const ca = await OwnCa.load({ store: new KeyStore(undefined), names: ['127.0.0.1'], log: new TestLog() });
  closers.push(() => ca.close());
  const exit = await startTestExit({ token, tls: { control: ca.table, ca: ca.pem } });
  closers.push(() => exit.server.close());
  return new URL(`https://${exit.controlAddr}`);
}

/** Somebody in between, who passes everything on and shows a CA of their own. */
async function startBetween(exit: URL): Promise<URL> {
  const server = createServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, (asked, response) => {
    const passed = request(
      new URL(asked.url ?? '/', exit),
      { headers: asked.headers, rejectUnauthorized: false, agent: false },
      (answer) => {
        answer.resume();
        const proof = answer.headers[PROOF_FIELD];
        response.writeHead(200, proof === undefined ? {} : { [PROOF_FIELD]: proof }).end(TEST_CERTIFICATE);
      },
    );
    passed.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const ask = (url: URL, token: string) => proveCa(url, token, AbortSignal.timeout(TIMEOUT_MS));

it('an exit server proves its CA to whoever knows its token, and to nobody else', async () => {
  const token = generateToken();
  const url = await start(token);
  expect(await ask(url, token)).toEqual({ proved: true, fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  expect(await ask(url, generateToken())).toEqual({ proved: false, why: 'wrong-proof' });
});

it('somebody in between, who passes the question on, proves nothing', async () => {
  const token = generateToken();
  const url = await start(token);
  expect(await ask(await startBetween(url), token)).toEqual({ proved: false, why: 'wrong-proof' });
});

it('a token that could be guessed is not proved, and neither is one without a nonce', async () => {
  const url = await start(TEST_TOKEN);
  expect(await ask(url, TEST_TOKEN)).toEqual({ proved: false, why: 'no-proof' });
  const made = await start(generateToken());
  const fields = await new Promise<object>((resolve, reject) => {
    const options = { rejectUnauthorized: false, agent: false, headers: { 'porthole-nonce': 'short' } };
    request(new URL(OWN_CA_PATH, made), options, (answer) => resolve(answer.resume().headers))
      .on('error', reject)
      .end();
  });
  expect(fields).not.toHaveProperty(PROOF_FIELD);
});

it('a server of somebody else has no CA to prove', async () => {
  const server = createServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, (_, response) =>
    response.writeHead(404).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await ask(url, generateToken())).toEqual({ proved: false, why: 'no-ca' });
});
