import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { HOUR_MS, IssuedFiles } from '../../../../exit/testing/issued-files.ts';
import { startTestExit } from '../../../../exit/testing/test-exit.ts';
import { issueCa } from '../../../../exit/tls/issue-certificate.ts';
import { KeyPair } from '../../../../exit/tls/key-pair.ts';
import { pinCertificate } from '../../../../shared/wire/pinned-ca.ts';
import { closedPort } from '../../testing/upstreams.ts';
import { examine, joinedEngine } from '../testing/examine.ts';

const DAY_MS = 24 * HOUR_MS;
let files: IssuedFiles;

beforeAll(async () => {
  files = await IssuedFiles.make();
});

afterAll(() => files.remove());

/** A real exit server with a certificate of the test's CA. Returns its address. */
async function exitWith(names: string[], life: { lifeMs?: number; startsAt?: number } = {}): Promise<string> {
  const { certificate, key } = await files.issue(names, life);
  const { context } = KeyPair.parse(certificate, key, { certificate: 'c', key: 'k' });
  const exit = await startTestExit({ tls: { control: { contextFor: () => context }, ca: files.ca.certificate } });
  onTestFinished(() => exit.server.close());
  return `wss://${exit.controlAddr}`;
}

const pinned = () => ({ ca: pinCertificate(files.ca.certificate) });

it('finds until when a certificate of the pinned CA is good', async () => {
  const server = await exitWith(['127.0.0.1'], { lifeMs: 90 * DAY_MS });
  const [finding] = await examine(await joinedEngine(server, pinned()), 'tls');
  expect(finding).toMatchObject({ about: new URL(server).host, verdict: 'ok' });
  expect(finding?.found).toMatch(/is good until \d{4}-\d\d-\d\d\.$/);
});

it('warns of a certificate that ends soon', async () => {
  const [finding] = await examine(await joinedEngine(await exitWith(['127.0.0.1']), pinned()), 'tls');
  expect(finding).toMatchObject({ verdict: 'warning', nextStep: expect.stringContaining('Renew it') });
});

it('finds another CA than the pinned one', async () => {
  const other = await issueCa({ name: 'Somebody else', lifeMs: HOUR_MS });
  const engine = await joinedEngine(await exitWith(['127.0.0.1']), {
    ca: pinCertificate(other.certificate).replace(/.$/, (last) => (last === '0' ? '1' : '0')),
  });
  const [finding] = await examine(engine, 'tls');
  expect(finding).toMatchObject({ verdict: 'failed', nextStep: expect.stringContaining('new join link') });
  expect(finding?.found).toContain('another certificate authority');
});

it('finds a certificate of a CA that this computer does not know', async () => {
  const [finding] = await examine(await joinedEngine(await exitWith(['127.0.0.1'])), 'tls');
  expect(finding).toMatchObject({ verdict: 'failed', found: expect.stringContaining('is not trusted') });
});

it('finds certificates for another name, and of another time', async () => {
  const wrongName = await joinedEngine(await exitWith(['elsewhere.example']), pinned());
  expect((await examine(wrongName, 'tls'))[0]?.found).toContain('for another name');
  const over = await joinedEngine(await exitWith(['127.0.0.1'], { startsAt: Date.now() - 2 * DAY_MS }), pinned());
  expect((await examine(over, 'tls'))[0]?.found).toContain('has expired');
  const early = await joinedEngine(await exitWith(['127.0.0.1'], { startsAt: Date.now() + DAY_MS }), pinned());
  expect((await examine(early, 'tls'))[0]?.found).toContain('check the clock of this computer');
});

it('finds that nobody speaks TLS, where somebody should or need not', async () => {
  const [closed] = await examine(await joinedEngine(`wss://127.0.0.1:${await closedPort()}`), 'tls');
  expect(closed).toMatchObject({ verdict: 'failed', found: expect.stringContaining('nothing listens there') });
  const plain = await startTestExit();
  onTestFinished(() => plain.server.close());
  const [noTls] = await examine(await joinedEngine(`wss://${plain.controlAddr}`), 'tls');
  expect(noTls).toMatchObject({ verdict: 'failed', found: expect.stringContaining('check that the port speaks TLS') });
  const [loopback] = await examine(await joinedEngine(`ws://${plain.controlAddr}`), 'tls');
  expect(loopback).toMatchObject({ verdict: 'ok', found: 'It is on this computer and needs no TLS.' });
});

it('warns of a token that crosses a network in the clear', async () => {
  const [finding] = await examine(await joinedEngine('ws://192.0.2.1:8123'), 'tls');
  expect(finding).toMatchObject({ verdict: 'warning', found: expect.stringContaining('in the clear') });
});
