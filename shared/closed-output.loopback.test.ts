import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

test.each(['cli/main.ts', 'exit/main.ts'])('%s bears that nobody reads its output', async (entry) => {
  const program = spawn(process.execPath, [join(ROOT, entry), '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  program.stdout.destroy();
  let errors = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [code] = await once(program, 'close');
  expect([code, errors]).toEqual([0, '']);
});
