import { describe, expect, it } from 'vitest';
import { DeepLinkError } from './deep-link-error.ts';
import { isShareLink, readShareLink } from './read-share-link.ts';

const share = (target: string, more = '') => `porthole://share?target=${encodeURIComponent(target)}${more}`;

describe('share links', () => {
  it.each([
    ['3000', 'http://127.0.0.1:3000'],
    ['localhost:3000', 'http://localhost:3000'],
    ['shop.localhost:80', 'http://shop.localhost:80'],
    ['http://127.1.2.3:8080/', 'http://127.1.2.3:8080'],
    ['tcp://[::1]:5432', 'tcp://[::1]:5432'],
    ['tls://192.168.1.20', 'tls://192.168.1.20:443'],
    ['172.31.255.255:80', 'http://172.31.255.255:80'],
    ['[fd12::7]:80', 'http://[fd12::7]:80'],
  ])('may lead to this computer and its private network: %s', (target, upstream) => {
    expect(readShareLink(share(target))).toEqual({ target: upstream });
  });

  it.each([
    '8.8.8.8:80',
    '172.32.0.1:80',
    '169.254.169.254:80',
    '0.0.0.0:80',
    '[::ffff:8.8.8.8]:80',
    '[fe80::1]:80',
    'intranet.example.com:80',
    'localhost.example.com:80',
    'nas:80',
  ])('may lead nowhere else: %s', (target) => {
    expect(() => readShareLink(share(target))).toThrow('private network');
  });

  it.each([
    ['', 'Type a port'],
    ['70000', 'ports go from 1'],
    ['file:///etc/passwd', 'A folder cannot be shared'],
    ['folder:///home/ada/site', 'A folder cannot be shared'],
    ['/home/ada/site', 'A folder cannot be shared'],
    ['~/site', 'A folder cannot be shared'],
    ['127.0.0.1:80/admin', 'whole port'],
    ['3000 && true', 'not an address'],
  ])('that make no sense say what to do: %s', (target, words) => {
    expect(() => readShareLink(share(target))).toThrow(words);
    expect(() => readShareLink(share(target))).toThrow(DeepLinkError);
  });

  it('take a name that can be part of a host name, and each parameter once', () => {
    expect(readShareLink(share('3000', '&name=my-shop&colour=red'))).toEqual({
      target: 'http://127.0.0.1:3000',
      name: 'my-shop',
    });
    expect(() => readShareLink(share('3000', '&name=My%20shop'))).toThrow('lower-case letters');
    expect(() => readShareLink(share('3000', '&target=22'))).toThrow('twice');
    expect(() => readShareLink('porthole://share')).toThrow('target=PORT');
  });

  it('are told from others', () => {
    expect(isShareLink('PORTHOLE://SHARE?target=3000')).toBe(true);
    expect(isShareLink('porthole://shared?target=3000')).toBe(false);
  });
});
