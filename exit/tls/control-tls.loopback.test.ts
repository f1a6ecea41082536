import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askControlPlane } from '../../shared/wire/ask-control-plane.ts';
import { DialError } from '../../shared/wire/dial-error.ts';
import { dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { pinCertificate } from '../../shared/wire/pinned-ca.ts';
import { IssuedFiles } from '../testing/issued-files.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { answering, TestClient } from '../testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit, TestLog } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';
import type { Certificates } from './certificates.ts';
import { FileCertificates } from './file-certificates.ts';
import { issueCa } from './issue-certificate.ts';
import { KeyPair } from './key-pair.ts';
import { KeyStore } from './key-store.ts';
import { OwnCa } from './own-ca.ts';

const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n\r\n';
let files: IssuedFiles;
let exits: TestExit[] = [];
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  files = await IssuedFiles.make();
});

afterAll(() => files.remove());

afterEach(async () => {
  await Promise.all(exits.map(({ server }) => server.close()));
  await Promise.all(closers.map((close) => close()));
  exits = [];
  closers = [];
});

async function start(control: Certificates, ca?: string): Promise<TestExit> {
  const exit = await startTestExit({ tls: { control, ca } });
  exits.push(exit);
  return exit;
}

/** An exit server with a CA of its own, as `--auto-tls` makes it. */
async function startWithOwnCa(): Promise<{ exit: TestExit; ca: OwnCa }> {
  const ca = await OwnCa.load({ store: new KeyStore(undefined), names: ['127.0.0.1'], log: new TestLog() });
  closers.push(() => ca.close());
  return { exit: await start(ca.table, ca.pem), ca };
}

function withPair(pair: KeyPair): Certificates {
  return { contextFor: () => pair.context };
}

async function certificatesFor(names: string[], life?: { startsAt: number }): Promise<Certificates> {
  const { certificate, key } = await files.issue(names, life);
  return withPair(KeyPair.parse(certificate, key, { certificate: 'c', key: 'k' }));
}

/** Serial number of the certificate that a new connection gets, and what it negotiated. */
function handshake(port: number, options: object): Promise<{ serial: string; protocol: string | null }> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connectTls({ host: '127.0.0.1', port, ca: files.ca.certificate, ...options }, () => {
      const { serialNumber } = socket.getPeerCertificate();
      resolve({ serial: serialNumber, protocol: socket.getProtocol() });
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

async function failure(dialling: Promise<unknown>): Promise<DialError> {
  const error = await dialling.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DialError) return error;
  throw new Error(`It did not fail as it should: ${error}`);
}

describe('the control plane over TLS', () => {
  it('speaks TLS 1.2 and 1.3 only, to peers with and without a server name', async () => {
    const { controlPort } = await start(await certificatesFor(['exit.example.com', '127.0.0.1']));
    const named = await handshake(controlPort, { servername: 'exit.example.com', maxVersion: 'TLSv1.2' });
    expect(named.protocol).toBe('TLSv1.2');
    expect((await handshake(controlPort, {})).protocol).toBe('TLSv1.3');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(handshake(controlPort, old)).rejects.toThrow(/protocol version|unsupported protocol/);
  });

  it('lets a handshake go that is never finished, when it is closed', async () => {
    const { controlPort, server } = await start(await certificatesFor(['127.0.0.1']));
    const sockets = [connectTcp(controlPort, '127.0.0.1'), connectTcp(controlPort, '127.0.0.1')];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.on('error', resolve).on('close', resolve)));
    sockets[0]?.write(Buffer.from([0x16, 3, 1]));
    await handshake(controlPort, {});
    await server.close();
    await Promise.all(closed);
  });

  it('lets a connection go at once whose peer leaves in the middle of the handshake', async () => {
    const { controlPort } = await start(await certificatesFor(['127.0.0.1']));
    const metric = async () => {
      const answer = await askControlPlane({
        url: new URL(`https://127.0.0.1:${controlPort}/metrics`),
        token: TEST_TOKEN,
        pin: pinCertificate(files.ca.certificate),
      });
      return Number(/^controlplane_handshakes_gauge (\d+)$/m.exec(answer.body)?.[1]);
    };
    for (let i = 0; i < 5; i++) await handshake(controlPort, {});
    await until(async () => (await metric()) === 1, 'the end of all connections but the one that asks');
  });

  it('replaces its certificate under load: no connection fails, and a tunnel that is open stays', async () => {
    const pair = await files.write(await files.issue(['127.0.0.1']));
    const certificates = await FileCertificates.load([pair], new TestLog(), { lookMs: 1 });
    closers.push(() => certificates.close());
    const exit = await start(certificates.table);
    const client = new TestClient();
    await client.dial(exit, { tls: true, ca: files.ca.certificate });
    client.hello();
    await client.next('welcome');
    await client.open({ name: 'kept' }, answering(NO_CONTENT));
    const seen = new Set<string>();
    let asked = 0;
    let over = false;
    const load = Array.from({ length: 4 }, async () => {
      while (!over) {
        seen.add((await handshake(exit.controlPort, {})).serial);
        asked += 1;
      }
    });
    for (let round = 2; round <= 4; round++) {
      await until(() => asked > 20 * (round - 1), 'some load');
      await files.replace(pair, await files.issue(['127.0.0.1']));
      await until(() => seen.size >= round, 'the new certificate');
    }
    over = true;
    await Promise.all(load);
    expect(client.closed).toBeUndefined();
    const visitor = new RawVisitor(exit.dataPort);
    visitor.get('kept.localhost');
    await until(() => visitor.text.includes('204'), 'an answer through the old session');
    visitor.destroy();
    client.destroy();
  });
});

describe('a client that has pinned the CA', () => {
  const dial = (port: number, pin?: string, url = `wss://127.0.0.1:${port}`) =>
    dialTunnel({ url, token: TEST_TOKEN, pin });

  it('connects, by any name that leads there', async () => {
    const { exit, ca } = await startWithOwnCa();
    for (const host of ['127.0.0.1', 'localhost']) {
      const transport = await dial(exit.controlPort, ca.fingerprint, `wss://${host}:${exit.controlPort}`);
      transport.destroy({ code: 'closed', message: 'The test is over.' });
    }
  });

  it('asks for the status with it', async () => {
    const { exit, ca } = await startWithOwnCa();
    const url = new URL(`https://127.0.0.1:${exit.controlPort}/status`);
    expect((await askControlPlane({ url, token: TEST_TOKEN, pin: ca.fingerprint })).status).toBe(200);
    await expect(askControlPlane({ url, token: TEST_TOKEN })).rejects.toThrow(/certificate/);
  });

  it('refuses a server with another CA before it has sent its token', async () => {
    const { exit } = await startWithOwnCa();
    const other = pinCertificate((await issueCa({ name: 'Other', lifeMs: 3_600_000 })).certificate);
    const unknown = `sha256:${'0'.repeat(64)}`;
    const wrong = await failure(dial(exit.controlPort, unknown));
    expect(wrong.kind).toBe('tls');
    expect(wrong.message).toContain('another certificate authority');
    // This one is at hand, so nothing is fetched: the handshake itself fails.
    expect((await failure(dial(exit.controlPort, other))).message).toContain('is not trusted');
    expect((await exit.server.status()).sessions).toEqual([]);
    expect(exit.log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('is not content with a server that hands out the pinned CA but has another certificate', async () => {
    const { ca } = await startWithOwnCa();
    const impostor = await start(await certificatesFor(['127.0.0.1', 'porthole-exit.internal']), ca.pem);
    expect((await failure(dial(impostor.controlPort, ca.fingerprint))).message).toContain('is not trusted');
  });

  it('trusts nothing that a server hands out behind the pinned CA', async () => {
    // The real CA is public, so whoever sits in between can hand it out, with a CA of their own behind it.
    const { ca } = await startWithOwnCa();
    const bundle = `${ca.pem}${files.ca.certificate}`;
    const impostor = await start(await certificatesFor(['127.0.0.1', 'porthole-exit.internal']), bundle);
    expect((await failure(dial(impostor.controlPort, ca.fingerprint))).message).toContain('is not trusted');
    expect(impostor.log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it("holds a certificate of a company's CA to its host name", async () => {
    const pin = pinCertificate(files.ca.certificate);
    const right = await start(await certificatesFor(['127.0.0.1']));
    (await dial(right.controlPort, pin)).destroy({ code: 'closed', message: 'The test is over.' });
    const wrong = await start(await certificatesFor(['printer.corp.example']));
    expect((await failure(dial(wrong.controlPort, pin))).message).toContain('is for another name');
  });

  it('says that a certificate has expired, is too early, or the server has no CA to pin', async () => {
    const pin = pinCertificate(files.ca.certificate);
    const hour = 3_600_000;
    const old = await start(await certificatesFor(['127.0.0.1'], { startsAt: Date.now() - 2 * hour }));
    expect((await failure(dial(old.controlPort, pin))).message).toContain('has expired: renew it');
    const early = await start(await certificatesFor(['127.0.0.1'], { startsAt: Date.now() + hour }));
    expect((await failure(dial(early.controlPort, pin))).message).toContain('check the clock of this computer');
    const message = (await failure(dial(old.controlPort, `sha256:${'1'.repeat(64)}`))).message;
    expect(message).toContain('has no certificate authority of its own');
  });
});

describe('a client that has pinned nothing', () => {
  it('does not trust an own CA, and says where trust comes from', async () => {
    const { exit } = await startWithOwnCa();
    const error = await failure(dialTunnel({ url: `wss://127.0.0.1:${exit.controlPort}`, token: TEST_TOKEN }));
    expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining('the join link that carries its CA') });
  });

  it.each([
    ['ws', true, 'speaks TLS: use wss:// instead of ws://'],
    ['wss', false, 'check that the port speaks TLS, or use ws://'],
  ])('that comes with %s is told what to use', async (scheme, overTls, text) => {
    const plain = async () => {
      const exit = await startTestExit();
      exits.push(exit);
      return exit;
    };
    const { controlPort } = overTls ? (await startWithOwnCa()).exit : await plain();
    const error = await failure(dialTunnel({ url: `${scheme}://127.0.0.1:${controlPort}`, token: TEST_TOKEN }));
    expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining(text) });
  });
});
