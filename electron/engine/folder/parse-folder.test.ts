import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { Upstream } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { parseTarget } from '../tunnels/target.ts';

test.each([
  ['/srv/site', '/srv/site'],
  ['/srv/site/', '/srv/site'],
  ['/srv/../srv/./my site', '/srv/my site'],
  ['~/site', `${homedir()}/site`],
  ['file:///srv/my%20site', '/srv/my site'],
  ['folder:///srv/my%20site', '/srv/my site'],
  ['FILE:///srv/site', '/srv/site'],
])('%s is the folder %s', (target, path) => {
  const upstream = parseTarget(target);
  expect(folderUpstream.read(upstream)).toBe(path);
  expect(Upstream.parse(upstream)).toBe(upstream);
});

test.each([
  ['./site', 'whole path'],
  ['..', 'whole path'],
  ['/', 'holds too much'],
  ['~', 'holds too much'],
  [dirname(homedir()), 'holds too much'],
  ['file://elsewhere/site', 'no folder on this computer'],
  ['folder:///%zz', 'not the address of a folder'],
  ['folder:///a%00b', 'no such characters'],
])('%s is refused: %s', (target, text) => {
  expect(() => parseTarget(target)).toThrow(text);
});

test('a folder is no TCP service', () => {
  expect(() => parseTarget('/srv/site', 'tcp')).toThrow('only an HTTP tunnel');
  expect(() => parseTarget('/srv/site', 'tls')).toThrow('only an HTTP tunnel');
});
