import { describe, expect, it } from 'vitest';
import { checkTarget } from './check-target.ts';

describe('checkTarget', () => {
  it.each([
    '3000',
    ' 3000 ',
    '127.0.0.1:3000',
    'localhost:8080',
    '[::1]:3000',
    'nas.local:5000',
    'http://localhost:3000',
    'https://10.0.0.4:8443',
    'tcp://127.0.0.1:6379',
    '/srv/my site',
    '~/site',
    'C:\\Users\\Ada\\site',
    'folder:///srv/site',
  ])('takes %s', (target) => expect(checkTarget(target)).toBeUndefined());

  it.each([
    ['', 'Type a port'],
    ['   ', 'Type a port'],
    ['0', 'Ports go from 1 to 65535.'],
    ['65536', 'Ports go from 1 to 65535.'],
    ['localhost:70000', 'Ports go from 1 to 65535.'],
    ['localhost', 'localhost:3000'],
    ['localhost:', 'localhost:3000'],
    [':3000', '127.0.0.1:3000'],
    ['::1', 'into brackets: [::1]:3000'],
    ['fe80::1:3000', 'into brackets'],
    ['a b:1', 'no spaces'],
    ['ftp://x:21', 'ftp:// cannot be shared'],
    ['http://', 'not a URL'],
    ['a<b:80', 'not an address'],
    ['./site', 'whole path'],
    ['..', 'whole path'],
  ])('says of "%s": %s', (target, part) => expect(checkTarget(target)).toContain(part));
});
