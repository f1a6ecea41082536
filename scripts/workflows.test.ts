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

it('a release has what updates are found by: the feeds, the maps of their files, and names that GitHub leaves as they are', () => {
  const release = readFileSync(join(FOLDER, 'release.yml'), 'utf8');
  for (const files of ['latest*.yml', '*.blockmap', '*.AppImage', '*.zip', '*.exe'])
    expect(release).toContain(`release/${files}\n`);
  for (const part of ['provider=github', 'owner=', 'repo=']) expect(release).toContain(`-c.publish.${part}`);
  const builder = parse(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8'));
  expect(builder.nsis.artifactName).toMatch(/^[\w${}.-]+$/);
});

it.each(readdirSync(FOLDER))('%s names commands of package.json, and may only read unless a job says more', (file) => {
  const { jobs } = Workflow.parse(parse(readFileSync(join(FOLDER, file), 'utf8')));
  const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n')));
  const named = lines.flatMap((line) => [...line.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  const parts = lines.flatMap((line) => /npm test -- (.*)/.exec(line)?.[1]?.split(' ') ?? []);
  expect(parts.filter((part) => !PARTS.includes(part))).toEqual([]);
  expect(lines.some((line) => line.includes('npm'))).toBe(true);
});
