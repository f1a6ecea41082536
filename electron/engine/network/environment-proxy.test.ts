import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { environmentProxy, isLoopback } from './environment-proxy.ts';

const NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];

beforeEach(() => {
  for (const name of NAMES) for (const spelling of [name, name.toLowerCase()]) vi.stubEnv(spelling, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('environmentProxy', () => {
  it.each([
    [{ HTTPS_PROXY: 'http://p:1' }, 'wss://exit.example.com', 'http://p:1'],
    [{ HTTPS_PROXY: 'http://p:1' }, 'ws://exit.example.com', undefined],
    [{ HTTP_PROXY: 'http://p:1' }, 'ws://exit.example.com:8123', 'http://p:1'],
    [{ HTTP_PROXY: 'http://p:1' }, 'wss://exit.example.com', undefined],
    [{ ALL_PROXY: 'socks5://p:1' }, 'wss://exit.example.com', 'socks5://p:1'],
    [{ ALL_PROXY: 'socks5://p:1', https_proxy: 'http://q:2' }, 'wss://exit.example.com', 'http://q:2'],
    [{ HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:2' }, 'wss://exit.example.com', 'http://q:2'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '.example.com' }, 'wss://exit.example.com', undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a, exit.example.com:8123' }, 'wss://exit.example.com:8123', undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'exit.example.com:443' }, 'wss://exit.example.com:8123', 'http://p:1'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, 'wss://exit.example.com', undefined],
    [{ HTTPS_PROXY: 'p:3128' }, 'wss://exit.example.com', 'http://p:3128'],
    [{ HTTPS_PROXY: 'https://p:1' }, 'tcp://exit.example.com:10007', 'https://p:1'],
    [{}, 'wss://exit.example.com', undefined],
  ])('with %j for %s is %s', (environment, url, proxy) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(environmentProxy(url)?.href.replace(/\/$/, '')).toBe(proxy);
  });

  it('does not repeat what cannot be read, since it may hold a password', () => {
    vi.stubEnv('HTTPS_PROXY', 'ftp://user:geheim@p:1');
    expect(() => environmentProxy('wss://exit.example.com')).toThrow('A proxy cannot be ftp:');
    vi.stubEnv('HTTPS_PROXY', 'http://user:geheim%zz@p:1');
    expect(() => environmentProxy('wss://exit.example.com')).toThrow(/^(?!.*geheim)/);
  });
});

describe('isLoopback', () => {
  it.each(['ws://127.0.0.1:8123', 'ws://localhost', 'http://blog.localhost:8000', 'ws://[::1]:1', 'tcp://127.0.3.4:1'])(
    'takes %s for this computer',
    (url) => expect(isLoopback(url)).toBe(true),
  );
  it.each(['ws://192.0.2.2:8123', 'wss://localhost.example.com', 'wss://127.0.0.1.example.com', 'ws://[fd00::2]:1'])(
    'takes %s for another one',
    (url) => expect(isLoopback(url)).toBe(false),
  );
});
