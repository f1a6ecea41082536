import { describe, expect, it } from 'vitest';
import { Upstream } from '../../../shared/contract/tunnel.ts';
import { parseForwardTarget, parseTarget, splitUpstream } from './target.ts';
import { TargetError } from './target-error.ts';

describe('parseTarget', () => {
  it.each([
    ['3000', 'http://127.0.0.1:3000'],
    [' 3000 ', 'http://127.0.0.1:3000'],
    ['03000', 'http://127.0.0.1:3000'],
    [':3000', 'http://127.0.0.1:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['localhost:3000', 'http://localhost:3000'],
    ['NAS.local', 'http://nas.local:80'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['HTTP://LocalHost:3000/', 'http://localhost:3000'],
    ['http://localhost', 'http://localhost:80'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['http://[FE80::1]:8080', 'http://[fe80::1]:8080'],
    ['bücher.local:80', 'http://xn--bcher-kva.local:80'],
    ['my_service:80', 'http://my_service:80'],
    ['https://localhost:8443/', 'https://localhost:8443'],
    ['HTTPS://nas.local', 'https://nas.local:443'],
  ])('reads %j as %s', (text, upstream) => {
    expect(parseTarget(text)).toBe(upstream);
    expect(Upstream.parse(upstream)).toBe(upstream);
  });

  it.each([
    ['5432', 'tcp://127.0.0.1:5432'],
    ['db.local:5432', 'tcp://db.local:5432'],
    ['tcp://[::1]:22', 'tcp://[::1]:22'],
  ])('reads %j for a TCP tunnel as %s', (text, upstream) => {
    expect(parseTarget(text, 'tcp')).toBe(upstream);
  });

  it.each([
    ['8443', 'https://127.0.0.1:8443'],
    ['localhost', 'https://localhost:443'],
    ['http://localhost:8443', 'http://localhost:8443'],
    ['~/site', expect.stringMatching(/^folder:/)],
  ])('reads %j of a service that was found to speak TLS as %s', (text, upstream) => {
    expect(parseTarget(text, 'http', true)).toEqual(upstream);
  });

  it.each([
    ['8443', 'tls://127.0.0.1:8443'],
    ['nas.local', 'tls://nas.local:443'],
    ['tls://[::1]:8443', 'tls://[::1]:8443'],
    ['HTTPS://nas.local:8443/', 'tls://nas.local:8443'],
  ])('reads %j for a TLS tunnel as %s', (text, upstream) => {
    expect(parseTarget(text, 'tls')).toBe(upstream);
    expect(Upstream.parse(upstream)).toBe(upstream);
  });

  it.each([
    ['', 'Type a port'],
    ['0', '0 is not a port'],
    ['65536', '65536 is not a port'],
    ['localhost:99999', '99999 is not a port'],
    ['localhost:http', 'is not an address'],
    ['::1', 'into brackets, with a port behind it: [::1]:3000'],
    ['http://fd00::5', 'into brackets'],
    ['ftp://localhost', '"ftp://" cannot be shared'],
    ['javascript://x', 'cannot be shared'],
    ['tcp://localhost:22', 'This is a http tunnel'],
    ['tls://localhost:443', 'This is a http tunnel'],
    ['http://localhost:3000/admin', 'leave "/admin" away'],
    ['http://user:pass@localhost:3000', 'is not an address'],
    ['localhost:3000?x=1', 'is not an address'],
    ['http://[::zz]:80', 'is not an IPv6 address'],
    ['a b:80', 'is not an address'],
    ['%00:80', 'is not the name of a computer'],
    ['http://', 'Type a port'],
    ['/', 'holds too much'],
  ])('refuses %j and says what to type', (text, part) => {
    expect(() => parseTarget(text)).toThrow(TargetError);
    expect(() => parseTarget(text)).toThrow(part);
  });

  it('asks for a port where TCP has no usual one', () => {
    expect(() => parseTarget('localhost', 'tcp')).toThrow('needs a port');
    expect(() => parseTarget('http://localhost:80', 'tcp')).toThrow('This is a tcp tunnel');
  });
});

describe('parseForwardTarget', () => {
  it.each([
    ['db.internal:5433', 'tcp://db.internal:5433'],
    ['DB.internal', 'tcp://db.internal:5432'],
    ['tcp://10.0.0.5:22', 'tcp://10.0.0.5:22'],
    ['[fd00::1]', 'tcp://[fd00::1]:5432'],
    ['[fd00::1]:22', 'tcp://[fd00::1]:22'],
  ])('reads %s', (text, upstream) => {
    expect(parseForwardTarget(text, 5432)).toBe(upstream);
    expect(Upstream.parse(upstream)).toBe(upstream);
  });

  it.each([
    ['5432', 'names no host'],
    ['', 'names no host'],
    ['http://db:80', 'is a URL'],
    ['db:99999', 'is not a port'],
    ['db:5432/x', 'A tunnel leads to a whole port'],
  ])('refuses %j and says what to type', (text, part) => {
    expect(() => parseForwardTarget(text, 5432)).toThrow(TargetError);
    expect(() => parseForwardTarget(text, 5432)).toThrow(part);
  });
});

describe('splitUpstream', () => {
  it.each([
    ['http://127.0.0.1:3000', { host: '127.0.0.1', port: 3000 }],
    ['tcp://[::1]:22', { host: '::1', port: 22 }],
    ['http://nas.local:80', { host: 'nas.local', port: 80 }],
  ])('splits %s', (upstream, expected) => {
    expect(splitUpstream(upstream)).toEqual(expected);
  });
});
