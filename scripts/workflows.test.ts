import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT } from './setup/checkout.js';
import { PARTS } from './test/stage.ts';

// Workflows run elsewhere: what can be known of them here is that they name commands that exist.

const FOLDER = join(ROOT, '.github/workflows');
const Workflow = z.object({
  permissions: z.object({ contents: z.literal('read') }),
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.int(),
      steps: z.array(z.object({ run: z.string().optional(), uses: z.string().optional() })),
    }),
  ),
});

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

it.each(readdirSync(FOLDER))('%s names commands of package.json, and may only read unless a job says more', (file) => {
  const { jobs } = Workflow.parse(parse(readFileSync(join(FOLDER, file), 'utf8')));
  const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n')));
  const named = lines.flatMap((line) => [...line.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  const parts = lines.flatMap((line) => /npm test -- (.*)/.exec(line)?.[1]?.split(' ') ?? []);
  expect(parts.filter((part) => !PARTS.includes(part))).toEqual([]);
  expect(lines.some((line) => line.includes('npm'))).toBe(true);
});
