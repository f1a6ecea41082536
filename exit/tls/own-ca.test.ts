import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caFingerprint } from '../../shared/wire/ca-fingerprint.ts';
import { OWN_CA_NAME } from '../../shared/wire/own-ca.ts';
import { HOUR_MS } from '../testing/issued-files.ts';
import { TestLog } from '../testing/test-exit.ts';
import { issueServerCertificate } from './issue-certificate.ts';
import { KeyStore } from './key-store.ts';
import { OwnCa } from './own-ca.ts';

const NAMES = ['exit.example.com', '*.exit.example.com', '127.0.0.1'];
let folder: string;
const open: OwnCa[] = [];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'porthole-ca-')), 'data');
});

afterEach(async () => {
  for (const ca of open.splice(0)) await ca.close();
  rmSync(join(folder, '..'), { recursive: true });
});

async function load({ names = NAMES, serverLifeMs = 90 * 24 * HOUR_MS } = {}): Promise<OwnCa> {
  const ca = await OwnCa.load({ store: new KeyStore(folder), names, log: new TestLog(), serverLifeMs });
  open.push(ca);
  return ca;
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

function serverCertificate(): X509Certificate {
  const text = read('server.pem');
  return new X509Certificate(text.slice(text.indexOf('-----BEGIN CERTIFICATE')));
}

describe('OwnCa', () => {
  it('makes a CA and a certificate at first start, which only their owner can read', async () => {
    const { pem, fingerprint, table } = await load();
    const ca = new X509Certificate(pem);
    expect(ca.ca).toBe(true);
    expect(fingerprint).toBe(`sha256:${ca.fingerprint256.replaceAll(':', '').toLowerCase()}`);
    const server = serverCertificate();
    expect(server.verify(ca.publicKey)).toBe(true);
    expect(server.checkIssued(ca)).toBe(true);
    expect(server.checkHost('blog.exit.example.com')).toBeDefined();
    expect(server.checkHost('porthole-exit.internal')).toBeDefined();
    expect(server.checkIP('127.0.0.1')).toBeDefined();
    expect(table.contextFor('any.name')).toBeDefined();
    if (process.platform === 'win32') return;
    expect([modeOf(folder), modeOf(join(folder, 'ca.pem')), modeOf(join(folder, 'server.pem'))]).toEqual([
      '700',
      '600',
      '600',
    ]);
  });

  it('keeps both over a restart', async () => {
    const first = await load();
    const certificate = read('server.pem');
    expect((await load()).fingerprint).toBe(first.fingerprint);
    expect(read('server.pem')).toBe(certificate);
  });

  it('makes one CA where several servers start at once on an empty folder', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => load()));
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect((await load()).fingerprint).toBe(all[0]?.fingerprint);
    expect(caFingerprint(new X509Certificate(read('ca.crt')))).toBe(all[0]?.fingerprint);
    for (const { pem } of all) expect(serverCertificate().verify(new X509Certificate(pem).publicKey)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['ca.crt', 'ca.pem', 'server.pem']);
  });

  it('makes a new certificate, and no new CA, for other names', async () => {
    const first = await load();
    const certificate = read('server.pem');
    expect((await load({ names: ['other.example'] })).fingerprint).toBe(first.fingerprint);
    expect(serverCertificate().checkHost('other.example')).toBeDefined();
    expect(read('server.pem')).not.toBe(certificate);
  });

  it('makes a new certificate when less than a third of its life is left', async () => {
    const names = [...NAMES, OWN_CA_NAME];
    const first = await load();
    const store = new KeyStore(folder);
    const ca = await store.readPair('ca.pem');
    const request = { names, lifeMs: 3 * HOUR_MS, startsAt: Date.now() - 2 * HOUR_MS - 1000 };
    await store.writePair('server.pem', await issueServerCertificate(ca ?? { certificate: '', key: '' }, request));
    const expiring = serverCertificate().serialNumber;
    const { table, fingerprint } = await load();
    expect(fingerprint).toBe(first.fingerprint);
    expect(serverCertificate().serialNumber).not.toBe(expiring);
    expect(table.pairs).toHaveLength(1);
  });

  it('replaces a damaged certificate, but refuses to replace a damaged CA', async () => {
    const first = await load();
    writeFileSync(join(folder, 'server.pem'), 'nonsense');
    expect((await load()).fingerprint).toBe(first.fingerprint);
    expect(serverCertificate().verify(new X509Certificate(first.pem).publicKey)).toBe(true);
    writeFileSync(join(folder, 'ca.pem'), read('ca.pem').slice(0, 400));
    await expect(load()).rejects.toThrow(/restore the CA from a backup/);
  });

  it('writes nothing in dev mode', async () => {
    const ca = await OwnCa.load({ store: new KeyStore(undefined), names: NAMES, log: new TestLog() });
    open.push(ca);
    expect(ca.table.expiresAt).toBeDefined();
    expect(() => statSync(folder)).toThrow('ENOENT');
  });
});
