import { Command, type CommanderError, Option } from 'commander';
import { messageOf, parseCommandLine } from '../../shared/parse-command-line.ts';
import { VERSION } from '../../shared/version.ts';
import { GENERATORS } from '../generate/generators.ts';
import type { GenerateFlags } from './deployment-of.ts';
import { FLAG_GROUPS, type Flag, flagOf, variableOf } from './flags/flag.ts';
import type { HealthFlags } from './health-command.ts';
import { addLicenceCommands, type LicenceCommands } from './licences/add-licence-commands.ts';
import { FLAGS, type GivenFlags } from './options.ts';
import { addTokenCommands, type TokenCommands } from './tokens/add-token-commands.ts';
import { UsageError } from './usage-error.ts';

/** Flags of `porthole-exit status`. */
export interface StatusFlags {
  url?: string;
  tokenFile?: string;
  ca?: string;
  insecure?: boolean;
  dataDir?: string;
  json?: boolean;
}

/** What each command does; resolves with nothing when all went well. */
export interface Commands {
  run(flags: GivenFlags): Promise<void>;
  status(flags: StatusFlags): Promise<void>;
  health(flags: HealthFlags): Promise<void>;
  token: TokenCommands;
  licence: LicenceCommands;
  generate(where: string, flags: GenerateFlags): void;
}

const HELP_HINT = 'see "porthole-exit --help"';

/** Reads a command line and runs its command. Throws UsageError where the line is wrong; help and version are printed. */
export async function runCommandLine(args: readonly string[], commands: Commands): Promise<void> {
  const program = buildProgram(commands);
  const error = await parseCommandLine(program, args);
  if (error) throw new UsageError(oneLine(error, program));
}

function buildProgram(commands: Commands): Command {
  const program = new Command('porthole-exit')
    .description(
      'Runs a Porthole exit server: clients open tunnels over its control plane, visitors reach them over its data plane.',
    )
    .version(VERSION)
    .enablePositionalOptions()
    .showSuggestionAfterError(true)
    .addHelpText('after', `\n${HELP_NOTES}`)
    .action((flags: GivenFlags) => commands.run(flags));
  for (const group of FLAG_GROUPS) {
    for (const flag of Object.values<Flag>(FLAGS)) {
      if (flag.group !== group) continue;
      program.addOption(optionOf(flag));
      if ('negatable' in flag && flag.negatable === true) program.addOption(negationOf(flag));
    }
  }
  program.addOption(
    new Option(
      '--dev-mode',
      'try it on this machine: keeps all in memory, listens on loopback, makes a token, prints a join link',
    ),
  );
  program.addOption(new Option('--check', 'says whether the configuration is good and who would reach what, and ends'));
  program
    .command('status')
    .description('shows what a running exit server is doing')
    .option('--url <url>', 'its control plane [PORTHOLE_EXIT_URL] (default: 127.0.0.1:8123, with TLS or without)')
    .option(
      '--data-dir <dir>',
      `the server's folder, where it says its address and has its own CA [${variableOf(FLAGS.dataDir)}]`,
    )
    .option('--token-file <file>', `the file with its token [${variableOf(FLAGS.tokenFile)}]`)
    .option('--ca <ca>', "the one CA to trust for https: sha256:FINGERPRINT, or a file with the CA's certificate")
    .option('--insecure', 'sends the token in the clear, for a network that is private')
    .option('--json', 'prints one JSON object')
    .action((flags: StatusFlags) => commands.status(flags));
  program
    .command('health')
    .description('ends with code 0 when a running exit server is ready, for supervisors')
    .option('--url <url>', 'its control plane (default: 127.0.0.1:8123, with TLS or without)')
    .action((flags: HealthFlags) => commands.health(flags));
  addTokenCommands(program, commands.token);
  addLicenceCommands(program, commands.licence);
  addGenerate(program, commands);
  return program;
}

function addGenerate(program: Command, commands: Commands): void {
  const collect = (value: string, earlier: string[] = []) => [...earlier, value];
  program
    .command('generate')
    .description('prints a file that sets up a server, with the steps in it')
    .argument('<where>', Object.keys(GENERATORS).join(', '))
    .option('--domain <domain>', 'HTTP tunnels get NAME.DOMAIN')
    .option('--email <address>', "yours, for certificates of Let's Encrypt; without it clients pin the server's own CA")
    .option('--name <name>', 'a tunnel that gets a certificate (repeat)', collect)
    .option('--dns-hook <program>', 'adds DNS records on the server, for one certificate of all names')
    .option('--tcp-ports <from-to>', 'ports of TCP tunnels (default: 10000-10999, for containers 10000-10009)')
    .option('--image <image>', `image of compose and k8s (default: porthole-exit:${VERSION})`)
    .option(
      '--token-file <file>',
      'puts its token into the file for k8s or cloud-init (default: one is made on the server)',
    )
    .option('--binary-url <url>', 'where cloud-init fetches the program, https')
    .option('--binary-sha256 <hex>', 'what it must be')
    .option(
      '--data-dir <dir>',
      "the server's folder, where it runs (default: /var/lib/porthole-exit, for containers /data)",
    )
    .option('--json', 'prints one JSON object')
    .action((where: string, flags: GenerateFlags) => commands.generate(where, flags));
}

function optionOf(flag: Flag): Option {
  const notes = [flag.help, `[${variableOf(flag)}]`];
  if ('schema' in flag && flag.fallback !== undefined) notes.push(`(default: ${flag.fallback})`);
  const option = new Option(flag.spelling, notes.join(' ')).helpGroup(`${flag.group}:`);
  // Defaults and variables are resolved in options.ts, which must know where each value came from.
  if ('schema' in flag && flag.repeat === true)
    option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
  return option;
}

function negationOf(flag: Flag): Option {
  return new Option(flagOf(flag).replace('--', '--no-'), 'not that').helpGroup(`${flag.group}:`);
}

/** Commander's message as one line that ends with where to look. */
function oneLine(error: CommanderError, program: Command): string {
  const [first, second] = program.args;
  const group = program.commands.find((command) => command.name() === first && command.commands.length > 0);
  const names = (group ?? program).commands.map((command) => `"${command.name()}"`).join(', ');
  // Commander shows the help of a group that is called without one of its commands.
  if (error.code === 'commander.help' && group)
    return `say which: the commands of "${first}" are ${names} (${HELP_HINT})`;
  if (error.code === 'commander.excessArguments' || error.code === 'commander.unknownCommand') {
    if (group)
      return `unknown command "${first} ${second ?? ''}": the commands of "${first}" are ${names} (${HELP_HINT})`;
    return `unknown command "${first ?? ''}": the commands are ${names}; without one the exit server runs (${HELP_HINT})`;
  }
  const text = messageOf(error);
  return `${text} (${HELP_HINT})`;
}

const HELP_NOTES = `Each flag can be set by the variable in brackets; a flag beats its variable.
Exit codes: 0 done, 1 failed while running, 2 wrong usage.

Examples:
  porthole-exit --dev-mode
  porthole-exit --domain exit.example.com --token-file /etc/porthole/token
  porthole-exit token create --data-dir /var/lib/porthole-exit --label "Ada's laptop" --names 'blog,*-dev' --expires 30d
  porthole-exit licence issue --holder 'Ada Lovelace' --tunnels 5 --expires 365d
  porthole-exit --check --domain exit.example.com --token-file /etc/porthole/token
  porthole-exit status --data-dir /var/lib/porthole-exit --token-file /etc/porthole/token
  porthole-exit generate systemd --domain exit.example.com`;
