import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PageFiles } from '../rpc/page-files.ts';
import { answerPage, registerPageScheme } from './page-protocol.ts';

let folder: string;
let files: PageFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porthole-page-'));
  await mkdir(join(folder, 'page/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.js'), 'not of the page');
  await writeFile(join(folder, 'page/index.html'), '<!doctype html><html><head></head><body></body></html>');
  await writeFile(join(folder, 'page/assets/page.js'), 'export {};');
  files = await PageFiles.load(join(folder, 'page'));
});

afterAll(() => rm(folder, { recursive: true }));

const answer = (url: string, method = 'GET') => answerPage({ url, method }, files);

describe('the page', () => {
  test('comes with a policy that begins by forbidding all, and a nonce that is new each time', async () => {
    const nonces = await Promise.all(
      ['app://porthole/index.html?shell=desktop', 'app://porthole/'].map(async (url) => {
        const response = answer(url);
        const policy = response.headers.get('content-security-policy') ?? '';
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        expect(policy).toMatch(/^default-src 'none';/);
        expect(policy).not.toContain('unsafe');
        const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
        expect(await response.text()).toContain(`<meta name="csp-nonce" content="${nonce}" />`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  test('brings its assets, which by themselves may do nothing', async () => {
    const response = answer('app://porthole/assets/page.js');
    expect(await response.text()).toBe('export {};');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  test.each([
    'app://porthole/secret.js',
    'app://porthole/../secret.js',
    'app://porthole/%2e%2e/secret.js',
    'app://porthole/..%2fsecret.js',
    'app://porthole/..%5csecret.js',
    'app://porthole/assets/..%2f..%2fsecret.js',
    'app://porthole//secret.js',
    'app://porthole/assets',
    'app://porthole/assets/page.js%00',
    'app://porthole/%',
    'app://other/index.html',
    'app://porthole.example.com/index.html',
    'app://user@porthole/index.html',
    'app://porthole:80/index.html',
    'https://porthole/index.html',
  ])('is all there is: %s is not found', (url) => {
    expect(answer(url).status).toBe(404);
  });

  test('is only read', () => {
    expect(answer('app://porthole/index.html', 'POST').status).toBe(405);
  });
});

test('the scheme is a secure, standard one and gets no way round the rules', () => {
  const schemes: Electron.CustomScheme[] = [];
  registerPageScheme({ registerSchemesAsPrivileged: (given) => void schemes.push(...given) });
  expect(schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
});
