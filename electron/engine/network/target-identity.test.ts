import type { PeerCertificate } from 'node:tls';
import { expect, it } from 'vitest';
import { withTargetIdentity } from './target-identity.ts';

const certificate = { subject: { CN: 'proxy.corp' }, subjectaltname: 'DNS:proxy.corp' } as PeerCertificate;

it.each([
  ['an IP address', { host: '203.0.113.9', servername: '' }, /IP: 203\.0\.113\.9/],
  ['a name', { host: 'exit.example.com' }, /exit\.example\.com/],
])('holds the certificate to %s, whatever name Node asks for', (_what, options, text) => {
  const { checkServerIdentity } = withTargetIdentity<{
    host: string;
    checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined;
  }>(options);
  expect(checkServerIdentity?.('proxy.corp', certificate)?.message).toMatch(text);
});

it("asks the caller's own check, with the server's name", () => {
  const asked: string[] = [];
  const options = {
    host: '203.0.113.9',
    checkServerIdentity: (host: string, _certificate: PeerCertificate): Error | undefined => {
      asked.push(host);
      return undefined;
    },
  };
  expect(withTargetIdentity(options).checkServerIdentity('proxy.corp', certificate)).toBeUndefined();
  expect(asked).toEqual(['203.0.113.9']);
});
