import { describe, expect, it } from 'vitest';
import { type GivenFlags, resolveOptions } from './options.ts';
import { tlsSettingsOf } from './tls-settings-of.ts';
import { UsageError } from './usage-error.ts';

const PUBLIC = { controlAddr: '0.0.0.0:8123' };
const LOOPBACK = { controlAddr: '127.0.0.1:8123' };
const ACME = { acmeDomain: ['exit.example.com'], acmeEmail: 'ada@example.com' };

const settings = (given: GivenFlags, environment = {}) => tlsSettingsOf(resolveOptions(given, environment));

describe('tlsSettingsOf', () => {
  it.each<[string, GivenFlags, string]>([
    ['where others can connect', PUBLIC, 'own-ca'],
    ['on every IPv6 address', { controlAddr: '[::]:8123' }, 'own-ca'],
    ['on loopback', LOOPBACK, 'off'],
    ['on IPv6 loopback', { controlAddr: '[::1]:8123' }, 'off'],
    ['in dev mode', { devMode: true }, 'off'],
    ['switched off', { ...PUBLIC, autoTls: false }, 'off'],
    ['switched on', { ...LOOPBACK, autoTls: true }, 'own-ca'],
    ['with files', { ...PUBLIC, tlsCert: ['c'], tlsKey: ['k'] }, 'files'],
    ['with ACME', { ...LOOPBACK, ...ACME }, 'acme'],
  ])('%s', (_where, given, kind) => {
    expect(settings(given).kind).toBe(kind);
  });

  it('can be switched off by the variable', () => {
    expect(settings(PUBLIC, { PORTHOLE_EXIT_AUTO_TLS: 'false' }).kind).toBe('off');
    expect(settings(LOOPBACK, { PORTHOLE_EXIT_AUTO_TLS: '1' }).kind).toBe('own-ca');
  });

  it('takes pairs in their order', () => {
    expect(settings({ tlsCert: ['a.pem', 'b.pem'], tlsKey: ['a.key', 'b.key'] })).toEqual({
      kind: 'files',
      files: [
        { certificate: 'a.pem', key: 'a.key' },
        { certificate: 'b.pem', key: 'b.key' },
      ],
    });
  });

  it("asks Let's Encrypt unless told otherwise, each domain once", () => {
    expect(settings({ ...ACME, acmeDomain: ['Exit.Example.com', 'exit.example.com'] })).toMatchObject({
      domains: ['exit.example.com'],
      directoryUrl: 'https://acme-v02.api.letsencrypt.org/directory',
    });
  });

  it.each<[GivenFlags, string]>([
    [{ tlsCert: ['c'] }, '--tls-cert and --tls-key belong together: give one key for each certificate, not 1 and 0'],
    [{ tlsKey: ['k'] }, '--tls-cert and --tls-key belong together'],
    [{ tlsCert: ['c'], tlsKey: ['k'], ...ACME }, '--tls-cert and --acme-domain exclude each other'],
    [{ ...ACME, autoTls: true }, '--acme-domain and --auto-tls exclude each other'],
    [{ acmeDomain: ['exit.example.com'] }, '--acme-domain needs --acme-email'],
    [
      { ...ACME, acmeDomain: ['*.exit.example.com'] },
      '*.exit.example.com can be proved by DNS only: give --acme-dns-hook',
    ],
    [{ acmeEmail: 'ada@example.com' }, '--acme-email without effect: give --acme-domain too'],
    [{ ...ACME, acmeEmail: 'ada' }, '--acme-email must be an e-mail address, not "ada"'],
    [{ ...ACME, acmeDomain: ['localhost'] }, '--acme-domain must be a public domain'],
    [{ ...ACME, acmeDirectory: 'http://acme.example/dir' }, '--acme-directory must be an https URL'],
  ])('refuses %j in one line', (given, message) => {
    const read = () => settings(given);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
  });
});
