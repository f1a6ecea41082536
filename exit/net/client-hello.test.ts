import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HELLO_RECORDS, readClientHello } from './client-hello.ts';

/** What Node's own TLS client says first. */
function realHello(servername: string | undefined, options: object = {}): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(chunk: Buffer) {
        resolve(chunk);
        setImmediate(() => wire.destroy());
      },
    });
    const client = connect({ socket: wire, ...(servername === undefined ? {} : { servername }), ...options });
    client.on('error', () => {});
  });
}

/** Cuts the one message of a hello over records of at most `size` bytes. */
function inRecords(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5);
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size);
    parts.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 0xff]), part);
  }
  return Buffer.concat(parts);
}

/** Wraps extensions into a hello, with nothing wrong but what they bring. */
function helloWith(extensions: Buffer): Buffer {
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32),
    Buffer.from([0, 0, 2, 0x13, 1, 1, 0]),
    Buffer.from([extensions.length >> 8, extensions.length & 0xff]),
    extensions,
  ]);
  const message = Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 0xff]), body]);
  return Buffer.concat([Buffer.from([22, 3, 1, message.length >> 8, message.length & 0xff]), message]);
}

function serverName(name: string, type = 0): Buffer {
  const bytes = Buffer.from(name, 'latin1');
  const size = bytes.length;
  return Buffer.concat([Buffer.from([0, 0, 0, size + 5, 0, size + 3, type, 0, size]), bytes]);
}

describe('readClientHello', () => {
  it.each([
    ['TLS 1.3', {}],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
    ['ALPN', { ALPNProtocols: ['h2', 'http/1.1'] }],
  ])('reads the name from what Node sends with %s', async (_what, options) => {
    const hello = await realHello('Blog.Exit.test', options);
    expect(readClientHello(hello)).toEqual({ kind: 'hello', serverName: 'blog.exit.test' });
  });

  it('finds no name where there is none', async () => {
    expect(readClientHello(await realHello(undefined))).toEqual({ kind: 'hello', serverName: '' });
  });

  it('reads it however it is cut, and not before it is whole', async () => {
    const hello = await realHello('blog.exit.test');
    for (const size of [40, 100, 16_000]) {
      const bytes = inRecords(hello, size);
      expect(readClientHello(bytes), `records of ${size}`).toEqual({ kind: 'hello', serverName: 'blog.exit.test' });
      for (let end = 0; end < bytes.length; end += 7) {
        expect(readClientHello(bytes.subarray(0, end)), `${end} bytes of records of ${size}`).toEqual({
          kind: 'unfinished',
        });
      }
    }
  });

  it('reads one whose first record has the first byte only', async () => {
    const hello = await realHello('blog.exit.test');
    const rest = inRecords(Buffer.concat([Buffer.alloc(5), hello.subarray(6)]), 16_000);
    const bytes = Buffer.concat([Buffer.from([22, 3, 1, 0, 1, 1]), rest]);
    expect(readClientHello(bytes)).toEqual({ kind: 'hello', serverName: 'blog.exit.test' });
  });

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
    ['an alert', Buffer.from([21, 3, 3, 0, 2, 2, 40])],
    ['SSL 2', Buffer.from([0x80, 0x2e, 1, 0, 2])],
    ['another version of records', Buffer.from([22, 2, 0])],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0])],
    ['a record over 16 KiB', Buffer.from([22, 3, 1, 0x40, 1])],
    ['another message', Buffer.from([22, 3, 1, 0, 1, 2])],
    ['a message over 16 KiB', Buffer.from([22, 3, 1, 0, 4, 1, 0, 0x40, 0])],
    ['a name of another type', helloWith(serverName('a.test', 1))],
    ['an empty name', helloWith(serverName(''))],
    ['a name with a zero byte', helloWith(serverName('a\0.test'))],
    ['a name with a line break', helloWith(serverName('a\r\nb'))],
    ['two server names', helloWith(Buffer.concat([serverName('a.test'), serverName('b.test')]))],
    ['an extension that reaches over the end', helloWith(Buffer.from([0, 5, 0, 9, 1]))],
    ['half an extension', helloWith(Buffer.from([0, 5, 0]))],
    ['a name shorter than said', helloWith(Buffer.from([0, 0, 0, 6, 0, 4, 0, 0, 9, 0x61]))],
  ])('refuses %s', (_what, bytes) => {
    expect(readClientHello(bytes)).toEqual({ kind: 'malformed' });
  });

  it('strips a final dot', () => {
    expect(readClientHello(helloWith(serverName('A.test.')))).toEqual({ kind: 'hello', serverName: 'a.test' });
  });

  it('gives up on one that never ends', () => {
    const hello = Buffer.concat([Buffer.alloc(5), Buffer.from([1, 0, 0x3f, 0xf0]), Buffer.alloc(MAX_HELLO_RECORDS)]);
    const bytes = inRecords(hello, 1);
    expect(readClientHello(bytes.subarray(0, 6 * MAX_HELLO_RECORDS))).toEqual({ kind: 'unfinished' });
    expect(readClientHello(bytes)).toEqual({ kind: 'malformed' });
  });

  it('never throws, whatever comes', async () => {
    const hello = await realHello('blog.exit.test');
    const edits = fc.array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(edits, fc.nat(hello.length), (changes, end) => {
        const bytes = Buffer.from(hello);
        for (const [at, value] of changes) bytes[at] = value;
        const cut = readClientHello(bytes.subarray(0, end));
        expect(['unfinished', 'hello', 'malformed']).toContain(cut.kind);
        // Bytes that come later change nothing of what was decided.
        if (cut.kind !== 'unfinished') expect(readClientHello(bytes)).toEqual(cut);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(['unfinished', 'malformed', 'hello']).toContain(
          readClientHello(Buffer.concat([Buffer.from([22, 3, 1]), bytes])).kind,
        );
      }),
    );
  });
});
