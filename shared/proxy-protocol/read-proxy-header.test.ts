import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainAddress } from '../plain-address.ts';
import type { Endpoint } from './endpoint.ts';
import { V2_SIGNATURE } from './proxy-header.ts';
import { MAX_PROXY_HEADER_BYTES, readProxyHeader } from './read-proxy-header.ts';
import { writeProxyHeader } from './write-proxy-header.ts';

const LOCAL: Endpoint = { address: '127.0.0.1', port: 40_000 };
const REMOTE: Endpoint = { address: '127.0.0.1', port: 3000 };
const PATH = { local: LOCAL, remote: REMOTE };

function line(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** A binary header of any bytes. */
function binary(command: number, family: number, rest: readonly number[] | Buffer, length = rest.length): Buffer {
  return Buffer.concat([V2_SIGNATURE, Buffer.from([command, family, length >> 8, length & 0xff]), Buffer.from(rest)]);
}

const TCP4 = [192, 0, 2, 7, 10, 0, 0, 1, 0x1f, 0x90, 0x01, 0xbb];
const TCP6 = [...Array(15).fill(0), 1, ...Array(15).fill(0), 2, 0, 80, 1, 187];

const endpoint: fc.Arbitrary<Endpoint> = fc.record({
  address: fc.oneof(fc.ipV4(), fc.ipV6()).map(plainAddress),
  port: fc.nat(65_535),
});
const version = fc.constantFrom('v1', 'v2' as const);

describe('readProxyHeader', () => {
  it.each<[string, Buffer, Endpoint | undefined]>([
    ['TCP over IPv4', line('PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\n'), { address: '192.0.2.7', port: 56_324 }],
    ['TCP over IPv6', line('PROXY TCP6 2001:DB8::7 ::1 0 65535\r\n'), { address: '2001:db8::7', port: 0 }],
    ['IPv4 in IPv6', line('PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n'), { address: '192.0.2.7', port: 1 }],
    ['somebody unknown', line('PROXY UNKNOWN\r\n'), undefined],
    ['somebody unknown, with more', line('PROXY UNKNOWN ffff:: what ever 65535\r\n'), undefined],
    ['TCP over IPv4, binary', binary(0x21, 0x11, TCP4), { address: '192.0.2.7', port: 8080 }],
    ['TCP over IPv6, binary', binary(0x21, 0x21, TCP6), { address: '::1', port: 80 }],
    [
      'IPv4 in IPv6, binary',
      binary(0x21, 0x21, [...Array(10).fill(0), 255, 255, 192, 0, 2, 7, ...TCP6.slice(16)]),
      { address: '192.0.2.7', port: 80 },
    ],
    ['TLVs behind it', binary(0x21, 0x11, [...TCP4, 2, 0, 3, 97, 98, 99]), { address: '192.0.2.7', port: 8080 }],
    ['a health check', binary(0x20, 0, []), undefined],
    ['a health check with addresses, to be ignored', binary(0x20, 0x11, TCP4), undefined],
    ['a health check of a family of its own', binary(0x20, 0xff, [1]), undefined],
    ['an unspecified family', binary(0x21, 0, [1, 2, 3]), undefined],
    ['UDP', binary(0x21, 0x12, TCP4), undefined],
    ['a UNIX socket', binary(0x21, 0x31, Array(216).fill(97)), undefined],
  ])('reads %s, however it is cut', (_what, bytes, source) => {
    const header = { kind: 'header', length: bytes.length, source };
    expect(readProxyHeader(bytes)).toEqual(header);
    expect(readProxyHeader(Buffer.concat([bytes, line('PROXY \r\nmore')]))).toEqual(header);
    for (let end = 0; end < bytes.length; end++) {
      expect(readProxyHeader(bytes.subarray(0, end)), `${end} bytes`).toEqual({ kind: 'unfinished' });
    }
  });

  it.each<[string, Buffer]>([
    ['HTTP', line('GET / HTTP/1.1\r\n')],
    ['HTTP that begins alike', line('PO')],
    ['a ClientHello', Buffer.from([22, 3, 1])],
    ['a lower case signature', line('proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n')],
    ['two spaces', line('PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n')],
    ['a space at the end', line('PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n')],
    ['a field too few', line('PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n')],
    ['no fields', line('PROXY \r\n')],
    ['UDP in a line', line('PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n')],
    ['something like UNKNOWN', line('PROXY UNKNOWNS\r\n')],
    ['an address of the other family', line('PROXY TCP4 ::1 ::1 1 2\r\n')],
    ['addresses of two families', line('PROXY TCP6 ::1 1.2.3.4 1 2\r\n')],
    ['a leading zero in an address', line('PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n')],
    ['half an address', line('PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n')],
    ['a zone', line('PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n')],
    ['a leading zero in a port', line('PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n')],
    ['a port too high', line('PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n')],
    ['a negative port', line('PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n')],
    ['a line without carriage return', line('PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n')],
    ['a carriage return alone', line('PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rX')],
    ['a line too long', line(`PROXY UNKNOWN ${'x'.repeat(92)}\r\n`)],
    ['a line that never ends', line(`PROXY UNKNOWN ${'x'.repeat(100)}`)],
    ['a wrong signature', Buffer.concat([V2_SIGNATURE.subarray(0, 11), line('!')])],
    ['version 1 in the binary form', binary(0x11, 0x11, TCP4)],
    ['an unknown command', binary(0x22, 0x11, TCP4)],
    ['an unknown family', binary(0x21, 0x41, TCP4)],
    ['an unknown protocol', binary(0x21, 0x13, TCP4)],
    ['a length too short for IPv4', binary(0x21, 0x11, TCP4.slice(1))],
    ['a length too short for IPv6', binary(0x21, 0x21, TCP4)],
    ['a length too short for UNIX', binary(0x21, 0x31, TCP6)],
    ['more than it may have', binary(0x21, 0x11, [], MAX_PROXY_HEADER_BYTES - 15)],
  ])('refuses %s, and says why', (_what, bytes) => {
    expect(readProxyHeader(bytes)).toEqual({ kind: 'malformed', why: expect.stringMatching(/^(does|has) /) });
  });

  it('reads the longest that it may', () => {
    const rest = Buffer.concat([Buffer.from(TCP4), Buffer.alloc(MAX_PROXY_HEADER_BYTES - 16 - TCP4.length)]);
    expect(readProxyHeader(binary(0x21, 0x11, rest))).toMatchObject({ kind: 'header', length: MAX_PROXY_HEADER_BYTES });
    const longest = line(`PROXY UNKNOWN ${'x'.repeat(91)}\r\n`);
    expect(readProxyHeader(longest)).toEqual({ kind: 'header', length: 107, source: undefined });
  });

  it('reads what is written, with whatever bytes behind it', () => {
    fc.assert(
      fc.property(endpoint, endpoint, version, fc.uint8Array({ maxLength: 64 }), (source, remote, which, rest) => {
        const bytes = writeProxyHeader(which, source, { local: LOCAL, remote });
        expect(readProxyHeader(Buffer.concat([bytes, rest]))).toEqual({ kind: 'header', length: bytes.length, source });
        expect(readProxyHeader(bytes.subarray(0, -1))).toEqual({ kind: 'unfinished' });
      }),
    );
  });

  it('never throws, and decides once', () => {
    const headers = fc.tuple(endpoint, version).map(([source, which]) => writeProxyHeader(which, source, PATH));
    const edits = fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(headers, edits, fc.uint8Array({ maxLength: 40 }), (header, changes, rest) => {
        const bytes = Buffer.concat([header, rest]);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const whole = readProxyHeader(bytes);
        for (let end = 0; end <= bytes.length; end++) {
          const cut = readProxyHeader(bytes.subarray(0, end));
          if (cut.kind !== 'unfinished') expect(cut.kind).toBe(whole.kind);
          if (cut.kind === 'header') expect(cut).toEqual(whole);
        }
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => {
        const kinds = [line('PROXY '), V2_SIGNATURE].map((start) => readProxyHeader(Buffer.concat([start, rest])).kind);
        for (const kind of kinds) expect(['unfinished', 'header', 'malformed']).toContain(kind);
      }),
    );
  });
});

describe('writeProxyHeader', () => {
  it('writes a line', () => {
    const source = { address: '192.0.2.7', port: 5 };
    expect(writeProxyHeader('v1', source, PATH).toString()).toBe('PROXY TCP4 192.0.2.7 127.0.0.1 5 3000\r\n');
    expect(writeProxyHeader('v1', 'own', PATH).toString()).toBe('PROXY TCP4 127.0.0.1 127.0.0.1 40000 3000\r\n');
    expect(writeProxyHeader('v1', 'unknown', PATH).toString()).toBe('PROXY UNKNOWN\r\n');
  });

  it('names addresses of one family only', () => {
    const source = { address: '2001:db8::7', port: 5 };
    expect(writeProxyHeader('v1', source, PATH).toString()).toBe('PROXY TCP6 2001:db8::7 ::1 5 3000\r\n');
    const from4 = writeProxyHeader('v1', REMOTE, { local: LOCAL, remote: { address: 'fd00::5', port: 9 } });
    expect(from4.toString()).toBe('PROXY TCP4 127.0.0.1 127.0.0.1 3000 9\r\n');
  });

  it('writes the binary form', () => {
    expect(writeProxyHeader('v2', { address: '192.0.2.7', port: 8080 }, PATH)).toEqual(
      binary(0x21, 0x11, [192, 0, 2, 7, 127, 0, 0, 1, 0x1f, 0x90, 0x0b, 0xb8]),
    );
    expect(writeProxyHeader('v2', 'own', PATH)).toEqual(binary(0x20, 0, []));
    expect(writeProxyHeader('v2', 'unknown', PATH)).toEqual(binary(0x21, 0, []));
  });
});
