import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { withFlagsTable } from './flags-table.ts';

const DOCUMENT = resolve(import.meta.dirname, '../../docs/exit-server.md');

test('docs/exit-server.md has every flag of the exit server: else run "npx node scripts/write-flags-table.ts"', () => {
  const document = readFileSync(DOCUMENT, 'utf8');
  expect(withFlagsTable(document)).toBe(document);
});

test('replaces what is stale, and nothing else', () => {
  const stale = 'before\n\n| flag | variable | default | |\n|---|---|---|---|\n| `--old` | | | gone |\n\nafter\n';
  const fresh = withFlagsTable(stale);
  expect(fresh).toMatch(/^before\n\n\| flag [\s\S]*\n\nafter\n$/);
  expect(fresh).toContain(
    '| `--control-addr HOST:PORT` | `PORTHOLE_EXIT_CONTROL_ADDR` | `0.0.0.0:8123` | where clients connect |\n',
  );
  expect(fresh).not.toContain('--old');
  expect(() => withFlagsTable('no table')).toThrow('no table of flags');
});
