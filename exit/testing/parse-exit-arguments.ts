import { runCommandLine } from '../command/command-line.ts';
import { type ExitOptions, resolveOptions } from '../command/options.ts';

/** Reads arguments as `porthole-exit` does. Throws UsageError where it would refuse them. */
export async function parseExitArguments(args: readonly string[]): Promise<ExitOptions> {
  let options: ExitOptions | undefined;
  const other = () => {
    throw new Error(`${args[0]} is a command of its own`);
  };
  await runCommandLine(args, {
    run: async (flags) => {
      options = resolveOptions(flags, {});
    },
    status: other,
    health: other,
    generate: other,
    licence: { keygen: other, issue: other, inspect: other, list: other, revoke: other },
    token: { create: other, list: other, revoke: other, rotate: other },
  });
  if (options === undefined) throw new Error('nothing was run');
  return options;
}
