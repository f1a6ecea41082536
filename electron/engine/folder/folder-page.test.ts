import { expect, test } from 'vitest';
import { folderPage } from './folder-page.ts';

const changedAt = new Date(Date.UTC(2026, 10, 21, 9, 5));

test('it says names, sizes and dates, and how to get one folder up', () => {
  const entries = [
    { name: 'pictures', isFolder: true, size: 4096, changedAt },
    { name: 'a b.txt', isFolder: false, size: 1023, changedAt },
    { name: 'big.bin', isFolder: false, size: 1.5 * 1024 ** 3, changedAt },
    { name: 'c:d', isFolder: false, size: 2048, changedAt },
  ];
  const html = folderPage.render(['docs'], { entries, isCut: false });
  for (const part of [
    '<title>Index of /docs/</title>',
    'href="../"',
    'href="./pictures/"><bdi>pictures/</bdi>',
    'href="./a%20b.txt"><bdi>a b.txt</bdi>',
    'href="./c%3Ad"',
    '1023 B',
    '1.5 GiB',
    '2026-11-21 09:05',
  ]) {
    expect(html).toContain(part);
  }
  expect(html).not.toContain('more than');
});

test('no name of a file is markup', () => {
  const name = `<img src=x onerror=alert(1)>"'&`;
  const html = folderPage.render([name], { entries: [{ name, isFolder: false, size: 0, changedAt }], isCut: false });
  expect(html).not.toContain('<img');
  expect(html).not.toMatch(/href="[^"]*'/);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
});

test('a folder with too many files says that some are missing', () => {
  expect(folderPage.render([], { entries: [], isCut: true })).toContain('more than 5000 entries');
});

test('its own style is the one thing that its policy lets in', () => {
  expect(folderPage.fields['Content-Security-Policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]+='; base-uri 'none'/,
  );
});
