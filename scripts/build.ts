import { parseArgs, stripVTControlCharacters } from 'node:util';
import { BUILD_TARGETS, type BuildTarget } from './build/build-target.ts';
import { build } from './build/builder.ts';

const USAGE = `npm run build [-- TARGET… --if-stale], where TARGET is ${BUILD_TARGETS.map((target) => target.name).join(', ')}`;

interface Arguments {
  targets: readonly BuildTarget[];
  onlyStale: boolean;
}

/** Returns what the command line asks for, or the text that says what is wrong with it. */
function readArguments(): Arguments | string {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { 'if-stale': { type: 'boolean', default: false } },
    });
    const unknown = positionals.find((name) => BUILD_TARGETS.every((target) => target.name !== name));
    const targets = BUILD_TARGETS.filter((target) => positionals.length === 0 || positionals.includes(target.name));
    return unknown === undefined ? { targets, onlyStale: values['if-stale'] } : `There is no target "${unknown}".`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const wanted = readArguments();
if (typeof wanted === 'string') {
  process.stderr.write(`${wanted} Usage: ${USAGE}\n`);
  process.exitCode = 2;
} else {
  try {
    await build(wanted.targets, {
      onlyStale: wanted.onlyStale,
      report: (line) => process.stdout.write(`${line}\n`),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The bundler colours its messages whether they go to a terminal or not.
    process.stderr.write(`${process.stderr.isTTY ? message : stripVTControlCharacters(message)}\n`);
    process.exitCode = 1;
  }
}
