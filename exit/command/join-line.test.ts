import { expect, it } from 'vitest';
import { parseJoinLink } from '../../shared/wire/join-link.ts';
import { type JoinLineParts, joinLine } from './join-line.ts';
import { type GivenFlags, resolveOptions } from './options.ts';

const OWN_CA = { ownCa: { pem: '', fingerprint: `sha256:${'a'.repeat(64)}` } };

function lineFor(given: GivenFlags, parts: Partial<JoinLineParts> = {}): string | undefined {
  return joinLine({ options: resolveOptions(given, {}), port: 8123, tls: undefined, token: 'secret-token', ...parts });
}

it('carries server, token and CA', () => {
  const line = lineFor({ domain: 'exit.example.com' }, { tls: OWN_CA });
  expect(parseJoinLink(line?.replace(/^join link /, '') ?? '')).toEqual({
    server: 'wss://exit.example.com:8123',
    token: 'secret-token',
    ca: OWN_CA.ownCa.fingerprint,
  });
});

it.each<[GivenFlags, Partial<JoinLineParts>, string]>([
  [{ devMode: true }, {}, 'ws://127.0.0.1:8123'],
  [{ devMode: true, domain: 'exit.example.com' }, {}, 'ws://127.0.0.1:8123'],
  [{ controlAddr: '192.0.2.7:8123' }, { tls: OWN_CA }, 'wss://192.0.2.7:8123'],
  [{ controlAddr: '[::1]:8123' }, {}, 'ws://[::1]:8123'],
  [{}, { tls: OWN_CA }, 'wss://127.0.0.1:8123'],
  [{ acmeDomain: ['*.a.example', 'b.example'] }, { tls: { ownCa: undefined } }, 'wss://b.example:8123'],
])('leads to where clients reach the server: %j', (given, parts, server) => {
  expect(parseJoinLink(lineFor(given, parts)?.replace(/^join link /, '') ?? '').server).toBe(server);
});

it('shows only the fingerprint where the token must not be seen, or nothing', () => {
  expect(lineFor({}, { tls: OWN_CA, token: undefined })).toBe(`control plane CA ${OWN_CA.ownCa.fingerprint}`);
  expect(lineFor({}, { token: undefined })).toBeUndefined();
});
