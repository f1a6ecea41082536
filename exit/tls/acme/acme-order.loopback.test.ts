import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authorization, Order } from 'acme-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AcmeOrderParts, orderCertificate } from './acme-order.ts';
import { ChallengeBook } from './challenge-book.ts';

const AUTHORIZATION: Authorization = {
  identifier: { type: 'dns', value: 'exit.example.com' },
  status: 'pending',
  url: 'https://acme.test/authorization',
  challenges: [{ type: 'dns-01', url: 'https://acme.test/challenge', status: 'pending', token: 'token' }],
};
const ORDER: Order = {
  status: 'pending',
  url: 'https://acme.test/order',
  identifiers: [AUTHORIZATION.identifier],
  authorizations: [AUTHORIZATION.url],
  finalize: 'https://acme.test/finalize',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-order-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** An ACME server that never gets as far as to look for the record. */
const client: AcmeOrderParts['client'] = {
  createOrder: async () => ORDER,
  getAuthorizations: async () => [AUTHORIZATION],
  getChallengeKeyAuthorization: async () => 'value',
  completeChallenge: () => Promise.reject(new Error('never reached')),
  waitForValidStatus: () => Promise.reject(new Error('never reached')),
  finalizeOrder: () => Promise.reject(new Error('never reached')),
  getCertificate: () => Promise.reject(new Error('never reached')),
};

describe('orderCertificate', () => {
  it('takes the record away where the hook failed after it had perhaps added it', async () => {
    const [dnsHook, calls] = [join(folder, 'hook'), join(folder, 'calls')];
    writeFileSync(dnsHook, `#!/bin/sh\necho "$@" >> '${calls}'\n[ "$1" = remove ]\n`);
    chmodSync(dnsHook, 0o700);
    const warnings: string[] = [];
    const challenges = new ChallengeBook();
    const order = orderCertificate({
      client,
      domain: 'exit.example.com',
      challenges,
      dnsHook,
      warn: (line) => warnings.push(line),
    });
    await expect(order).rejects.toThrow('failed (1)');
    const record = 'exit.example.com _acme-challenge.exit.example.com value';
    expect(readFileSync(calls, 'utf8')).toBe(`add ${record}\nremove ${record}\n`);
    expect(warnings).toEqual([]);
  });
});
