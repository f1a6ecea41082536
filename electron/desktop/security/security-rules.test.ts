import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SECURITY_RULES } from './security-rules.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the security rules', () => {
  it('are all items of the guide, once each', () => {
    expect(SECURITY_RULES.map(({ item }) => item)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    for (const { item, link } of SECURITY_RULES) expect(link).toMatch(new RegExp(`#${item}-[a-z-]+$`));
  });

  it.each(SECURITY_RULES)('$item: the file that keeps it and the test that proves it are there', (rule) => {
    expect(existsSync(join(ROOT, rule.keptBy))).toBe(true);
    const [file, title] = rule.provedBy;
    expect(read(file)).toContain(title);
  });

  it('Electron is pinned to an exact version', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('are those of docs/security.md', () => {
    const document = read('docs/security.md');
    expect(SECURITY_RULES.filter(({ link }) => !document.includes(link)).map(({ item }) => item)).toEqual([]);
  });
});
