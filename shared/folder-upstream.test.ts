import { expect, test } from 'vitest';
import { folderUpstream } from './folder-upstream.ts';

test.each([
  ['/home/ada/my site', 'folder:///home/ada/my%20site'],
  ['/srv/100%/a#b?c', 'folder:///srv/100%25/a%23b%3Fc'],
  ['/srv/C:/x', 'folder:///srv/C%3A/x'],
  ['/C:/x', 'folder:///C%3A/x'],
  ['/srv/back\\slash', 'folder:///srv/back%5Cslash'],
  ['C:\\Users\\Ada\\my site', 'folder:///C:/Users/Ada/my%20site'],
  ['\\\\server\\share\\dist', 'folder://server/share/dist'],
])('%s is kept as %s and read back', (path, upstream) => {
  expect(folderUpstream.write(path)).toBe(upstream);
  expect(folderUpstream.read(upstream)).toBe(path);
});

test('what is no folder stays as it is', () => {
  expect(folderUpstream.read('http://127.0.0.1:3000')).toBeUndefined();
  expect(folderUpstream.read('folder:///%zz')).toBeUndefined();
  expect(folderUpstream.shown('http://127.0.0.1:3000')).toBe('http://127.0.0.1:3000');
  expect(folderUpstream.shown('folder:///srv/my%20site')).toBe('/srv/my site');
});
