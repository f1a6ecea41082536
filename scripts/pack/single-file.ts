import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../setup/checkout.js';
import { findCommand } from '../setup/system-parts.js';
import { copyNodeBinary } from './node-binary.ts';
import type { ServerPlatform } from './server-platform.ts';

/** The name under which Node looks for the program in its own binary, and the mark that says that one is there (Node's docs, "Single executable applications"). */
const RESOURCE = 'NODE_SEA_BLOB';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const EXECUTABLE = 0o755;

/**
 * Makes one executable of Node and a bundled CommonJS program. It needs no Node on the machine that runs it.
 *
 * Symbols are stripped where this machine's `strip` knows the platform: 17 MiB less of 122, measured with Node 24.21.
 */
export function makeSingleFile(program: string, platform: ServerPlatform, output: string): void {
  mkdirSync(dirname(output), { recursive: true });
  // Beside the result, so that it is put in place by renaming: what runs from there meanwhile never sees half a file.
  const folder = mkdtempSync(join(dirname(output), '.pack-'));
  try {
    const binary = join(folder, 'node');
    copyNodeBinary(platform, binary, folder);
    chmodSync(binary, EXECUTABLE);
    strip(binary, platform);
    inject(binary, makeBlob(program, folder));
    renameSync(binary, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No code cache: it would tie the program to the processor that packs it, and start-up is fast without (60 ms). */
function makeBlob(program: string, folder: string): string {
  const blob = join(folder, 'program.blob');
  const config = join(folder, 'sea.json');
  writeFileSync(config, JSON.stringify({ main: program, output: blob, disableExperimentalSEAWarning: true }));
  execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: 'pipe' });
  return blob;
}

/** Has to come before the injection: `strip` does not know the section that is injected. */
function strip(binary: string, platform: ServerPlatform): void {
  if (platform !== `${process.platform}-${process.arch}` || findCommand('strip') === undefined) return;
  execFileSync('strip', [binary], { stdio: 'pipe' });
}

function inject(binary: string, blob: string): void {
  const postject = join(ROOT, 'node_modules/postject/dist/cli.js');
  // It warns of sections that it does not understand and leaves as they are: shown only where it fails.
  execFileSync(process.execPath, [postject, binary, RESOURCE, blob, '--sentinel-fuse', FUSE], { stdio: 'pipe' });
}
