import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Tally } from './tally.ts';

// Vitest's JSON reporter keeps the shape of Jest's.
const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

// https://playwright.dev/docs/api/class-testresult: "flaky" passed on a retry.
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

export type ReportFormat = 'vitest' | 'playwright';

/** Reads a JSON report. Returns undefined when there is none or it is cut off: its writer crashed. */
export function readReport(format: ReportFormat, file: string): Tally | undefined {
  try {
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return format === 'vitest' ? fromVitest(report) : fromPlaywright(report);
  } catch {
    return undefined;
  }
}

function fromVitest(report: unknown): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = VitestReport.parse(report);
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

function fromPlaywright(report: unknown): Tally {
  const { expected, unexpected, flaky, skipped } = PlaywrightReport.parse(report).stats;
  return { passed: expected + flaky, failed: unexpected, skipped };
}
