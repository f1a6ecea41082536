import { type Command, CommanderError } from 'commander';

/**
 * Parses a command line and runs its command. Help and version are printed; nothing else is, so that each program says what is wrong
 * in its own one line. Errors of the commands themselves pass through.
 * @returns what is wrong with the command line, undefined where nothing is
 */
export async function parseCommandLine(program: Command, args: readonly string[]): Promise<CommanderError | undefined> {
  for (const command of withSubcommands(program)) {
    command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .allowExcessArguments(false);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end the program by an error too.
    if (error.exitCode !== 0) return error;
  }
  return undefined;
}

/** Commands of commands, too: each has an output and an end of its own. */
function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Commander's message as one line. */
export function messageOf(error: CommanderError): string {
  return error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
}
