import { expect, it } from 'vitest';
import { CertificateTable } from './certificate-table.ts';
import { issueCa, issueServerCertificate } from './issue-certificate.ts';
import { KeyPair } from './key-pair.ts';

async function pairFor(names: string[], lifeMs = 3_600_000): Promise<KeyPair> {
  const ca = await issueCa({ name: 'Test CA', lifeMs });
  const { certificate, key } = await issueServerCertificate(ca, { names, lifeMs });
  return KeyPair.parse(certificate, key, { certificate: 'c', key: 'k' });
}

it('chooses by name: exact before wildcard, and the first where none fits', async () => {
  const first = await pairFor(['first.example']);
  const wild = await pairFor(['*.exit.example'], 60_000);
  const exact = await pairFor(['www.exit.example']);
  const table = new CertificateTable();
  expect(table.contextFor('first.example')).toBeUndefined();
  expect(table.expiresAt).toBeUndefined();
  table.pairs = [first, wild, exact];
  expect(table.contextFor('www.exit.example')).toBe(exact.context);
  expect(table.contextFor('blog.exit.example')).toBe(wild.context);
  expect(table.contextFor('exit.example')).toBe(first.context);
  expect(table.contextFor('')).toBe(first.context);
  expect(table.expiresAt).toEqual(wild.expiresAt);
});
