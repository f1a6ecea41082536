import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../engine/testing/temporary-folder.ts';
import { PageFiles } from './page-files.ts';

async function builtPage(): Promise<string> {
  const folder = await temporaryFolder();
  const page = join(folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<html><head><title>P</title></head><body></body></html>');
  await writeFile(join(page, 'assets', 'main-abc.js'), 'run()');
  await writeFile(join(page, 'icon.svg'), '<svg/>');
  await writeFile(join(page, 'notes.txt'), 'not part of a page');
  await writeFile(join(folder, 'secret.json'), '{}');
  return page;
}

describe('PageFiles', () => {
  it('gives the page a nonce that is new each time, in its policy and in its head', async () => {
    const files = await PageFiles.load(await builtPage());
    const [first, second] = [files.get('/'), files.get('/index.html')];
    const nonces = [first, second].map((file) => {
      const html = file?.body.toString() ?? '';
      const nonce = /<meta name="csp-nonce" content="([^"]+)" \/><\/head>/.exec(html)?.[1];
      const policy = file?.headers['Content-Security-Policy'] ?? '';
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*/);
      return nonce;
    });
    expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(first?.headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  it('lets built assets be kept for ever and all else be asked for again', async () => {
    const files = await PageFiles.load(await builtPage());
    expect(files.get('/assets/main-abc.js')).toMatchObject({
      headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'max-age=31536000, immutable' },
      body: Buffer.from('run()'),
    });
    expect(files.get('/icon.svg')?.headers['Cache-Control']).toBe('no-cache');
  });

  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/assets/../index.html',
    '/assets',
    '/assets/',
    '//index.html',
    '/notes.txt',
    '',
    '/constructor',
    '/nothing.js',
  ])('has nothing at %s', async (path) => {
    const files = await PageFiles.load(await builtPage());
    expect(files.get(path)).toBeUndefined();
  });

  it('says what to do where the page is not built', async () => {
    const folder = await temporaryFolder();
    await expect(PageFiles.load(folder)).rejects.toThrow('npm run build');
    await expect(PageFiles.load(join(folder, 'missing'))).rejects.toThrow('npm run build');
  });
});
