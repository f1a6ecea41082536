import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Makes 1 GiB of short-lived buffers and prints how many full collections V8 made meanwhile. */
const PROGRAM = `
  import { PerformanceObserver, constants } from 'node:perf_hooks';
  import { COLLECT_AFTER, youngGarbage } from ${JSON.stringify(join(import.meta.dirname, 'young-garbage.ts'))};
  const counts = { full: 0, minor: 0 };
  const count = (entries) => {
    for (const { detail } of entries) {
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) counts.full += 1;
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MINOR) counts.minor += 1;
    }
  };
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  if (process.argv[1] === 'enable') youngGarbage.enable();
  for (let bytes = 0; bytes < 1024 * 1024 * 1024; bytes += 65536) {
    Buffer.allocUnsafeSlow(65536)[0] = 1;
    youngGarbage.note(65536);
    if (bytes % 1048576 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  // The entry of a collection is made in the turn after it.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  count(observer.takeRecords());
  console.log(JSON.stringify({ ...counts, due: Math.floor(1024 * 1024 * 1024 / COLLECT_AFTER) }));
`;

async function collections(mode: string): Promise<{ full: number; minor: number; due: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module-typescript',
    '-e',
    PROGRAM,
    mode,
  ]);
  return JSON.parse(stdout);
}

it('collects short-lived buffers before V8 begins a full collection for them', async () => {
  const [without, enabled] = [await collections('off'), await collections('enable')];
  expect(without.full).toBeGreaterThan(3);
  expect(enabled.minor).toBeGreaterThan(enabled.due / 2);
  expect(enabled.full).toBeLessThan(without.full / 2);
});
