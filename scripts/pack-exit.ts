import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build/builder.ts';
import { PACKED_EXIT_TARGET } from './build/packed-exit-target.ts';
import { SERVER_PLATFORMS, usualPlatform } from './pack/server-platform.ts';
import { makeSingleFile } from './pack/single-file.ts';
import { ROOT } from './setup/checkout.js';

// Makes release/porthole-exit-PLATFORM: the exit server as one file for a server without Node.

const USAGE = `npm run pack:exit [-- --platform ${SERVER_PLATFORMS.join('|')}] [--output FILE]`;
const MIB = 2 ** 20;

/** Returns what the command line asks for, or the text that says what is wrong with it. */
function readArguments() {
  try {
    const { values } = parseArgs({ options: { platform: { type: 'string' }, output: { type: 'string' } } });
    const wanted = values.platform ?? usualPlatform();
    const platform = SERVER_PLATFORMS.find((known) => known === wanted);
    if (platform === undefined) return `There is no platform "${wanted}".`;
    return { platform, output: resolve(values.output ?? join(ROOT, `release/porthole-exit-${platform}`)) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const wanted = readArguments();
if (typeof wanted === 'string') {
  process.stderr.write(`${wanted} Usage: ${USAGE}\n`);
  process.exitCode = 2;
} else {
  const report = (line: string) => process.stdout.write(`${line}\n`);
  try {
    await build([PACKED_EXIT_TARGET], { onlyStale: true, report });
    makeSingleFile(join(ROOT, 'dist', PACKED_EXIT_TARGET.name, 'main.cjs'), wanted.platform, wanted.output);
    const size = (statSync(wanted.output).size / MIB).toFixed(0);
    report(`${relative(process.cwd(), wanted.output)} for ${wanted.platform}: ${size} MiB, needs no Node`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
