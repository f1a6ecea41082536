import { expect, test, vi } from 'vitest';
import { ExternalLinks } from './external-links.ts';
import { TestLog } from './testing/test-log.ts';
import { testTunnel } from './testing/test-tunnel.ts';

function setUp() {
  const openExternal = vi.fn(async () => {});
  const log = new TestLog();
  return { openExternal, log, links: new ExternalLinks({ openExternal }, log) };
}

test('opens what leads to a tunnel, whatever the path', () => {
  const { links, openExternal } = setUp();
  links.setTunnels([testTunnel({ publicUrl: 'https://shop.exit.example.com' })]);
  links.open('https://shop.exit.example.com/basket?item=1');
  expect(openExternal).toHaveBeenCalledExactlyOnceWith('https://shop.exit.example.com/basket?item=1');
});

test.each([
  'https://example.com/',
  'https://shop.exit.example.com.evil/',
  'https://shop.exit.example.com:8443/',
  'http://shop.exit.example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://shop.exit.example.com/',
  'shop',
])('does not open %s', (url) => {
  const { links, openExternal, log } = setUp();
  links.setTunnels([testTunnel({ publicUrl: 'https://shop.exit.example.com' })]);
  links.open(url);
  expect(openExternal).not.toHaveBeenCalled();
  expect(log.messages).toEqual(['warn: a link that leads to no tunnel was not opened']);
});

test('does not open the address of a TCP tunnel, nor that of one that was removed', () => {
  const { links, openExternal } = setUp();
  links.setTunnels([testTunnel({ kind: 'tcp', publicUrl: 'tcp://exit.example.com:10000' })]);
  links.open('tcp://exit.example.com:10000');
  links.setTunnels([testTunnel()]);
  links.setTunnels([]);
  links.open('http://shop.localhost:8000/');
  expect(openExternal).not.toHaveBeenCalled();
});

test('goes on when there is no browser', async () => {
  const { links, openExternal, log } = setUp();
  openExternal.mockRejectedValueOnce(new Error('no browser'));
  links.setTunnels([testTunnel()]);
  links.open('http://shop.localhost:8000/');
  await expect.poll(() => log.messages).toEqual(['error: the browser could not be opened']);
});
