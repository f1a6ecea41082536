import { writeFile } from 'node:fs/promises';
import { plainText } from '../shared/plain-text.ts';
import { CommandError } from './command-error.ts';
import { lookAtApp } from './look-at-app.ts';

export interface DiagnosticsFlags {
  dataDir?: string;
}

/** `porthole diagnostics FILE`: writes what somebody who helps has to know into a file, without secrets. `-`: to standard output. */
export async function diagnostics(file: string, { dataDir }: DiagnosticsFlags): Promise<void> {
  const collected = await lookAtApp(dataDir, {
    running: async (client) => (await client.diagnostics.collect()).text,
    resting: (engine) => engine.diagnostics.collect('none'),
  });
  // People read it in terminals, from the file too.
  const text = plainText.lines(collected);
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  await writeFile(file, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new CommandError(2, `${file} is there already: give another name.`);
    throw new CommandError(1, `${file} cannot be written (${error.code}): give another path.`);
  });
  process.stderr.write(`porthole: Wrote ${file}. It has no secrets in it; read it before you pass it on.\n`);
}
