import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Vitest leaves one core free, which on two cores is one file at a time, while most loopback tests wait for something. */
const MIN_WORKERS = 2;

/**
 * Real servers, real files of 64 MiB, Brotli, scrypt and a window of React, on two cores that have other work: a test may take a while, but never
 * for ever. What is slow is found by benchmarks; a limit that a busy machine passes would only be a chance to fail.
 */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 45_000 } } };

export default defineConfig({
  test: {
    maxWorkers: Math.max(MIN_WORKERS, availableParallelism() - 1),
    // Of tests that say `concurrent`: programs that need a core each.
    maxConcurrency: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,exit,electron,cli,renderer,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.loopback.test.ts', '**/node_modules/**'],
          ...PATIENCE,
        },
      },
      {
        test: {
          name: 'loopback',
          include: ['**/*.loopback.test.ts'],
          exclude: ['**/node_modules/**'],
          ...PATIENCE,
        },
      },
    ],
  },
});
