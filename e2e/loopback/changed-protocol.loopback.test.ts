import { expect, test } from 'vitest';
import { serverTime } from '../../electron/engine/doctor/server-time.ts';
import { checkHealth } from '../../exit/command/health-command.ts';
import { startSwitchingServer } from '../../exit/testing/switching-server.ts';
import { AcmeAccount } from '../../exit/tls/acme/acme-account.ts';
import { KeyStore } from '../../exit/tls/key-store.ts';
import { askControlPlane } from '../../shared/wire/ask-control-plane.ts';
import { pinnedTls } from '../../shared/wire/pinned-ca.ts';
import { PollRequests } from '../../shared/wire/poll-requests.ts';
import { proveCa } from '../../shared/wire/prove-ca.ts';

/** None of it must need it. */
const NEVER = new AbortController().signal;
const SILENCE_MS = 60_000;
const CHANGES = /changes the protocol instead of answering/;

async function poll(url: URL): Promise<unknown> {
  const requests = new PollRequests({ token: 'token', secure: false });
  return requests.send({ method: 'GET', url, silenceMs: SILENCE_MS, signal: NEVER }).finally(() => requests.close());
}

async function orderCertificate(url: URL): Promise<unknown> {
  const store = new KeyStore(undefined);
  const account = await AcmeAccount.load({ store, directoryUrl: url.href, email: 'a@example.com', caFile: undefined });
  return account.client().catch((error: Error) => {
    throw new Error(account.explain(error));
  });
}

test.each<[string, (url: URL) => Promise<unknown>]>([
  ['a control plane', (url) => askControlPlane({ url })],
  ['a control plane, by long-polling', poll],
  ['a server for its time', (url) => serverTime(url, undefined, NEVER)],
  ['an exit server for its health', (url) => checkHealth({ url: url.href })],
  ['an ACME server', orderCertificate],
])('who asks %s hears of it where that changes the protocol instead of answering', async (_, ask) => {
  await expect(ask(new URL(`http://127.0.0.1:${await startSwitchingServer()}`))).rejects.toThrow(CHANGES);
});

test.each<[string, (url: URL) => Promise<unknown>, RegExp]>([
  ['a proof of its CA', (url) => proveCa(url, 'token', NEVER), CHANGES],
  ['the pinned CA', (url) => pinnedTls({ url, pin: `sha256:${'0'.repeat(64)}` }), /has no certificate authority/],
])('who asks for %s hears of it where the server changes the protocol instead of answering', async (_, ask, reason) => {
  await expect(ask(new URL(`https://127.0.0.1:${await startSwitchingServer({ tls: true })}`))).rejects.toThrow(reason);
});
