import { describe, expect, it } from 'vitest';
import { type FolderView, isSharedName } from './is-shared-name.ts';
import { locate } from './locate.ts';

const NORMAL: FolderView = { dotFiles: false };

describe('locate', () => {
  it.each([
    ['/', [], true, ''],
    ['/a/b.txt', ['a', 'b.txt'], false, ''],
    ['/a/b/', ['a', 'b'], true, ''],
    ['/a%20b/%C3%BC?x=/../y', ['a b', 'ü'], false, '?x=/../y'],
    ['/a%2Fb', ['a/b'], false, ''],
    ['/%252e%252e/x', ['%2e%2e', 'x'], false, ''],
    ['//etc/passwd', ['', 'etc', 'passwd'], false, ''],
    ['/a//b', ['a', '', 'b'], false, ''],
    ['/../x', ['..', 'x'], false, ''],
  ])('%s leads to %j', (target, names, isFolder, query) => {
    expect(locate(target)).toEqual({ names, isFolder, query });
  });

  it.each(['', '*', 'a', 'http://host/a', '/%', '/%zz', '/%ff', '/a#b'])('%j leads nowhere', (target) => {
    expect(locate(target)).toBeUndefined();
  });
});

describe('isSharedName', () => {
  it.each(['a', 'Ünïcödé 🎉.txt', 'a b', '%2e%2e', 'file~1.txt', "it's <b>"])('shares %j', (name) => {
    expect(isSharedName(name, NORMAL, 'linux')).toBe(true);
  });

  it.each(['', '.', '..', 'a/b', '..\\..', '\\', 'a\0.txt', 'a\nb', 'a\u007f', '\ud800', '.env', '.git', '...'])(
    'does not share %j, on any system',
    (name) => {
      for (const system of ['linux', 'darwin', 'win32']) expect(isSharedName(name, NORMAL, system)).toBe(false);
    },
  );

  it.each([
    ...['C:', 'C:x', 'file.txt::$DATA', 'file.txt:stream', 'file.', 'file ', 'a*', 'a?', 'a|b', 'a"b', 'a<b'],
    ...['CON', 'nul', 'aux.txt', 'COM1', 'lpt9.log', 'COM¹', 'CONIN$', 'prn .txt', 'GIT~1', 'SECRET~1.TXT'],
  ])('does not share %j on Windows', (name) => {
    expect(isSharedName(name, NORMAL, 'win32')).toBe(false);
    expect(isSharedName(name, { dotFiles: true }, 'win32')).toBe(false);
  });

  it.each(['console.log', 'community', 'auxiliary', 'com10.txt', 'a~b'])('shares %j on Windows', (name) => {
    expect(isSharedName(name, NORMAL, 'win32')).toBe(true);
  });

  it('shares hidden files where that is wanted, and still no way out', () => {
    expect(isSharedName('.env', { dotFiles: true })).toBe(true);
    expect(isSharedName('.', { dotFiles: true })).toBe(false);
    expect(isSharedName('..', { dotFiles: true })).toBe(false);
  });
});
