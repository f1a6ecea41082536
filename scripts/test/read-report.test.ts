import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readReport } from './read-report.ts';

describe('readReport', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'porthole-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function reportFile(text: string): Promise<string> {
    const file = join(folder, 'report.json');
    await writeFile(file, text);
    return file;
  }

  test('counts the tests of Vitest', async () => {
    const file = await reportFile(
      '{"numPassedTests":5,"numFailedTests":1,"numPendingTests":2,"numTodoTests":1,"success":false}',
    );
    expect(readReport('vitest', file)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  test('counts the tests of Playwright', async () => {
    const file = await reportFile('{"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2}}');
    expect(readReport('playwright', file)).toEqual({ passed: 6, failed: 1, skipped: 2 });
  });

  test('has nothing to say of a report that is missing, cut off or of another kind', async () => {
    expect(readReport('vitest', join(folder, 'missing.json'))).toBeUndefined();
    expect(readReport('vitest', await reportFile('{"numPassedTests":5,'))).toBeUndefined();
    expect(readReport('playwright', await reportFile('{"numPassedTests":5}'))).toBeUndefined();
  });
});
