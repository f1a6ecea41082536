import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILD_TARGETS } from './build/build-target.ts';
import { build } from './build/builder.ts';
import { ROOT } from './setup/checkout.js';
import { openApp, reasonAgainstWindow } from './start/open-app.ts';

/** What the app is made of; the programs for the command line run from their sources. */
const APP = ['page', 'main', 'storage', 'preload'];

async function start(args: readonly string[]): Promise<void> {
  const reason = reasonAgainstWindow(process.env, process.platform, process.getuid?.() === 0) ?? (await tryApp(args));
  if (reason !== undefined) {
    process.stderr.write(`Electron cannot open the app here (${reason}): running "porthole serve" instead.\n`);
    await serve(args);
  }
}

/** Builds and opens the app, and waits for its end. Returns why it could not be opened. */
async function tryApp(args: readonly string[]): Promise<string | undefined> {
  await buildStale(APP);
  const result = await openApp(args);
  if (typeof result === 'string') {
    return result;
  }
  process.exitCode = result;
  return undefined;
}

/** Runs `porthole serve` in this process: signals reach it directly. */
async function serve(args: readonly string[]): Promise<void> {
  await buildStale(['page']);
  const entry = join(ROOT, 'cli/main.ts');
  process.argv = [process.execPath, entry, 'serve', ...args];
  await import(pathToFileURL(entry).href);
}

async function buildStale(names: readonly string[]): Promise<void> {
  const targets = BUILD_TARGETS.filter((target) => names.includes(target.name));
  await build(targets, { onlyStale: true, report: (line) => process.stderr.write(`${line}\n`) });
}

await start(process.argv.slice(2));
