import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkToken } from '../../shared/wire/access-token.ts';
import { generateToken, readTokenFile } from './token-file.ts';
import { UsageError } from './usage-error.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-token-'));
  file = join(folder, 'token');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, mode = 0o600): void {
  writeFileSync(file, text);
  chmodSync(file, mode);
}

describe('readTokenFile', () => {
  it('reads the token without the white space around it', () => {
    write('\n  0123456789abcdef\r\n');
    expect(readTokenFile(file)).toEqual({ token: '0123456789abcdef', warning: undefined });
  });

  it.each([
    ['', 'holds 0 characters'],
    ['  \n', 'holds 0 characters'],
    ['0123456789abcde', 'holds 15 characters'],
    ['0123456789abcdef two', 'one token'],
  ])('refuses %j', (text, reason) => {
    write(text);
    expect(() => readTokenFile(file)).toThrow(UsageError);
    expect(() => readTokenFile(file)).toThrow(reason);
  });

  it('says in one line that there is no such file', () => {
    expect(() => readTokenFile(join(folder, 'none'))).toThrow(/^the token file .*none cannot be read \(ENOENT\)$/);
  });

  it.skipIf(process.platform === 'win32')('warns when others can read it', () => {
    write('0123456789abcdef', 0o644);
    expect(readTokenFile(file).warning).toContain('chmod 600');
    chmodSync(file, 0o440);
    expect(readTokenFile(file).warning).toBeUndefined();
  });
});

it('generates tokens of 256 bits that differ', () => {
  expect(checkToken(generateToken())).toBeUndefined();
  expect(generateToken()).toMatch(/^ph_/);
  expect(generateToken()).not.toBe(generateToken());
});
