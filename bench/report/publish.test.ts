import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceBetweenMarks } from '../../scripts/docs/replace-between-marks.ts';
import { ROOT } from '../../scripts/setup/checkout.js';
import { benchPicture } from './picture.ts';
import { readmeTable } from './readme-table.ts';
import { Results } from './results.ts';

function someResults(): Results {
  const results = new Results();
  results.add('nginx proxy', { requests: 50_000, oneP50: 0.1 });
  results.add('porthole http', { requests: 25_000, oneP50: 0.2 });
  results.add('porthole http', { requests: 100_000, oneP50: 0.2 });
  return results;
}

describe('what README.md shows', () => {
  it('has its place there', async () => {
    const text = await readFile(join(ROOT, 'README.md'), 'utf8');
    expect(replaceBetweenMarks(text, 'npm run bench', 'the table')).toContain('the table');
  });

  it('gives ratios to nginx, and names the targets that were missed', () => {
    const table = readmeTable(someResults());
    expect(table).toContain('| Porthole, HTTP tunnel | 0.50 × |  | 2 × |  |  |');
    expect(table).toContain('HTTP, one connection p50: 2.00, wanted ≤ 1.4 × nginx proxy');
  });

  it('is drawn to scale', () => {
    const picture = benchPicture(someResults());
    expect(picture).toContain('width="416.0"');
    expect(picture).toContain('width="520.0"');
    expect(picture).toContain('62,500');
  });
});
