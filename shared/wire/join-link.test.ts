import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJoinLink, type JoinLink, JoinLinkError, parseJoinLink } from './join-link.ts';

const CA = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('join link', () => {
  it('is written as documented and read back', () => {
    const link = { server: 'wss://exit.example.com:8123', token: 's3cret+/=&#', ca: CA };
    const text = formatJoinLink(link);
    expect(text).toBe(
      `porthole://join?server=wss%3A%2F%2Fexit.example.com%3A8123&token=s3cret%2B%2F%3D%26%23&ca=${CA.replace(':', '%3A')}`,
    );
    expect(parseJoinLink(text)).toEqual(link);
  });

  it('carries any server and token', () => {
    const token = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
    });
    const server = fc
      .tuple(fc.constantFrom('ws', 'wss'), fc.oneof(fc.domain(), fc.ipV4()), fc.integer({ min: 1024, max: 65535 }))
      .map(([scheme, host, port]) => `${scheme}://${host.toLowerCase()}:${port}`);
    fc.assert(
      fc.property(server, token, fc.boolean(), (address, secret, pinned) => {
        const link: JoinLink = {
          server: address,
          token: secret,
          ...(pinned && address.startsWith('wss') ? { ca: CA } : {}),
        };
        expect(parseJoinLink(formatJoinLink(link))).toEqual(link);
      }),
    );
  });

  it('is read as people paste it', () => {
    const expected = { server: 'wss://exit.example.com:8123', token: 'a+b' };
    expect(parseJoinLink('  porthole://join?server=wss://exit.example.com:8123&token=a+b\n')).toEqual(expected);
    expect(parseJoinLink('PORTHOLE://join/?token=a+b&new=1&server=WSS://EXIT.example.com:8123/')).toEqual(expected);
    expect(parseJoinLink('porthole://join?server=ws://[::1]:8123&token=t').server).toBe('ws://[::1]:8123');
  });

  it.each([
    ['https://example.com', 'link', 'This is not a join link'],
    ['', 'link', 'This is not a join link'],
    ['porthole://join', 'link', 'This is not a join link'],
    [`porthole://join?server=ws://a&token=${'a'.repeat(20_000)}`, 'link', 'too long'],
    ['porthole://join?token=t', 'server', 'names no server'],
    ['porthole://join?server=&token=t', 'server', 'names no server'],
    ['porthole://join?server=exit.example.com&token=t', 'server', 'is no address like wss://'],
    ['porthole://join?server=https://exit.example.com&token=t', 'server', 'is no address like wss://'],
    ['porthole://join?server=wss://a/path&token=t', 'server', 'more than host and port'],
    ['porthole://join?server=wss://me:pw@a&token=t', 'server', 'more than host and port'],
    ['porthole://join?server=wss%3&token=t', 'server', 'damaged'],
    ['porthole://join?server=wss://a&server=wss://b&token=t', 'server', 'twice'],
    ['porthole://join?server=wss://a', 'token', 'carries no token'],
    ['porthole://join?server=wss://a&token=a%20b', 'token', 'damaged'],
    ['porthole://join?server=wss://a&token=ph_003aUlTJC7', 'token', 'not whole'],
    [`porthole://join?server=wss://a&token=${'a'.repeat(4097)}`, 'token', 'damaged'],
    ['porthole://join?server=wss://a&token=t&ca=md5:00', 'ca', 'no fingerprint'],
    ['porthole://join?server=wss://a&token=t&ca=', 'ca', 'no fingerprint'],
    [`porthole://join?server=ws://a&token=t&ca=${CA}`, 'ca', 'has no TLS'],
  ])('that is %s names the wrong part in one line', (text, part, message) => {
    const error = catchError(() => parseJoinLink(text));
    expect(error).toBeInstanceOf(JoinLinkError);
    expect(error).toMatchObject({ part, message: expect.stringContaining(message) });
    expect(String(error)).not.toContain('\n');
  });

  it('throws nothing else, whatever is pasted', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `porthole://join?${rest}`),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        const error = catchError(() => parseJoinLink(pasted));
        if (error !== undefined) expect(error).toBeInstanceOf(JoinLinkError);
      }),
    );
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
