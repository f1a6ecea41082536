import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { HOUR_MS, IssuedFiles } from '../testing/issued-files.ts';
import { TestLog } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';
import { type CertificateFiles, FileCertificates } from './file-certificates.ts';

const DAY_MS = 24 * HOUR_MS;
let files: IssuedFiles;
let log: TestLog;
const loaded: FileCertificates[] = [];

beforeAll(async () => {
  files = await IssuedFiles.make();
});

afterAll(() => files.remove());

afterEach(async () => {
  vi.useRealTimers();
  for (const certificates of loaded.splice(0)) await certificates.close();
});

/** Looks often, so that tests need not wait, or never. */
async function load(pairs: CertificateFiles[], lookMs = 1): Promise<FileCertificates> {
  log = new TestLog();
  const certificates = await FileCertificates.load(pairs, log, { lookMs });
  loaded.push(certificates);
  return certificates;
}

function names(certificates: FileCertificates): string[] {
  return certificates.table.pairs.flatMap((pair) => pair.names);
}

const warnings = () => log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);

describe('FileCertificates', () => {
  it('sees that both files were replaced, and keeps the others', async () => {
    const one = await files.write(await files.issue(['one.example']));
    const two = await files.write(await files.issue(['two.example']));
    const certificates = await load([one, two]);
    expect(names(certificates)).toEqual(['one.example', 'two.example']);
    await files.replace(two, await files.issue(['three.example']));
    await until(() => names(certificates).includes('three.example'), 'the new certificate');
    expect(names(certificates)).toEqual(['one.example', 'three.example']);
  });

  it('follows symlinks that are swapped, as certbot and Kubernetes do', async () => {
    const [old, fresh] = [await files.issue(['old.example']), await files.issue(['fresh.example'])];
    const [a, b] = [await files.write(old), await files.write(fresh)];
    const links = { certificate: join(files.folder, 'live.pem'), key: join(files.folder, 'live.key') };
    for (const what of ['certificate', 'key'] as const) symlinkSync(a[what], links[what]);
    const certificates = await load([links]);
    for (const what of ['certificate', 'key'] as const) {
      symlinkSync(b[what], `${links[what]}.new`);
      await rename(`${links[what]}.new`, links[what]);
    }
    await until(() => names(certificates).includes('fresh.example'), 'the new certificate');
  });

  it('keeps the old pair while the new one is not whole, says why, and takes it when it is', async () => {
    const pair = await files.write(await files.issue(['old.example']));
    const certificates = await load([pair]);
    const fresh = await files.issue(['fresh.example']);
    writeFileSync(pair.certificate, fresh.certificate.slice(0, 200));
    await until(
      () => warnings().some((text) => text.includes('is damaged: copy it again; the old certificate stays')),
      'a warning',
    );
    writeFileSync(pair.certificate, fresh.certificate);
    await until(() => warnings().some((text) => text.includes('does not fit')), 'a warning');
    expect(names(certificates)).toEqual(['old.example']);
    unlinkSync(pair.key);
    await until(() => warnings().some((text) => text.includes('cannot be read (ENOENT)')), 'a warning');
    expect(names(certificates)).toEqual(['old.example']);
    writeFileSync(pair.key, fresh.key, { mode: 0o600 });
    await until(() => names(certificates).includes('fresh.example'), 'the new certificate');
  });

  it('reads again when it is told to', async () => {
    const pair = await files.write(await files.issue(['old.example']));
    const certificates = await load([pair], HOUR_MS);
    await files.replace(pair, await files.issue(['fresh.example']));
    await certificates.reload();
    expect(names(certificates)).toEqual(['fresh.example']);
    expect(log.lines).toHaveLength(1);
    await certificates.reload();
    expect(log.lines).toHaveLength(1);
  });

  it('warns of a certificate that has expired or is not valid yet', async () => {
    const old = await files.write(await files.issue(['a.example'], { startsAt: Date.now() - 2 * HOUR_MS }));
    const early = await files.write(await files.issue(['b.example'], { startsAt: Date.now() + HOUR_MS }));
    await load([old, early], HOUR_MS);
    expect(warnings()).toEqual([
      expect.stringContaining('has expired: renew it'),
      expect.stringContaining('is not valid yet'),
    ]);
  });

  it('warns once a day of one that ends soon, while it runs, until another is in its place', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    const pair = await files.write(await files.issue(['a.example'], { lifeMs: 20 * DAY_MS - HOUR_MS }));
    const certificates = await load([pair]);
    expect(warnings()).toEqual([]);
    vi.setSystemTime(start + 15 * DAY_MS);
    await until(() => warnings().length === 1, 'a warning');
    await certificates.reload();
    vi.setSystemTime(start + 16 * DAY_MS);
    await until(() => warnings().length === 2, 'the next day’s warning');
    await files.replace(pair, await files.issue(['fresh.example'], { lifeMs: 90 * DAY_MS }));
    await until(() => names(certificates).includes('fresh.example'), 'the new certificate');
    vi.setSystemTime(start + 18 * DAY_MS);
    await files.replace(pair, await files.issue(['last.example'], { lifeMs: 90 * DAY_MS }));
    await until(() => names(certificates).includes('last.example'), 'another look');
    // Between the two files of a new pair another look may find one that does not fit, and says so as well.
    expect(warnings().filter((warning) => warning.includes('expires'))).toEqual(
      [4, 3].map((days) => `the certificate ${pair.certificate} expires in ${days} days: renew it`),
    );
  });

  it('refuses to start with files that cannot be read', async () => {
    const pair = await files.write(await files.issue(['a.example']));
    await expect(load([{ ...pair, key: 'missing.pem' }])).rejects.toThrow(
      'the key file missing.pem cannot be read (ENOENT)',
    );
  });
});
