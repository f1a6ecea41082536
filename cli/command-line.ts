import { Command, type CommanderError } from 'commander';
import { messageOf, parseCommandLine } from '../shared/parse-command-line.ts';
import { VERSION } from '../shared/version.ts';
import { CommandError } from './command-error.ts';
import type { TunnelFlags } from './run-tunnel.ts';
import type { ServeFlags } from './serve.ts';
import type { ShareFlags } from './share.ts';
import type { StatusFlags } from './status.ts';

/** What each command does. */
export interface Commands {
  serve(flags: ServeFlags): Promise<void>;
  share(target: string, flags: ShareFlags): Promise<void>;
  forward(localPort: string, target: string, flags: TunnelFlags): Promise<void>;
  status(flags: StatusFlags): Promise<void>;
}

/** Reads a command line and runs its command. Rejects with CommandError where the line is wrong. */
export async function runCommandLine(args: readonly string[], commands: Commands): Promise<void> {
  const program = buildProgram(commands);
  const error = await parseCommandLine(program, args);
  if (error) throw new CommandError(2, oneLine(error, args));
}

function buildProgram(commands: Commands): Command {
  const program = new Command('porthole')
    .description('Puts a service on this computer on the public internet, over an exit server that you own.')
    .version(VERSION);
  program
    .command('serve')
    .description('runs Porthole with its page in a browser')
    .option('--port <port>', 'port of the page on 127.0.0.1; 0: any free one', '4280')
    .option('--data-dir <dir>', "where settings and secrets are kept (default: the system's folder for them)")
    .option('--no-open', 'does not open the browser')
    .action((flags: ServeFlags) => commands.serve(flags));
  program
    .command('share')
    .description('shares a port, an address or a URL until Ctrl-C')
    .argument('<target>', '3000, 127.0.0.1:3000 or http://localhost:3000')
    .option('--name <name>', 'first label of the public host (default: from the project or the port)')
    .option('--server <url>', 'control plane of your exit server, wss://HOST:PORT (default: one inside this program)')
    .option('--token-file <file>', 'the file with its token')
    .option('--ca <ca>', "the one CA to trust for it: sha256:FINGERPRINT, or a file with the CA's certificate")
    .option('--tcp', 'shares a TCP service instead of an HTTP one')
    .option('--private', 'gives it no public address: other clients of the exit server reach it as NAME.internal')
    .option('--tls', 'passes TLS through to a service that has its own certificate')
    .option('--remote-port <port>', 'public port of a TCP share (default: the exit server chooses)')
    .option(
      '--proxy-protocol <version>',
      'tells the service the visitor by a PROXY header: v1 or v2; it must expect that',
    )
    .option('--json', 'prints one JSON object a line')
    .action((target: string, flags: ShareFlags) => commands.share(target, flags));
  program
    .command('forward')
    .description(
      "reaches a service of the exit server's network, or NAME.internal, on this computer's localhost until Ctrl-C",
    )
    .argument('<local-port>', 'port of this computer')
    .argument('<target>', 'HOST:PORT as the exit server knows it, or NAME.internal of another client')
    .option('--name <name>', 'its name in lists (default: from the target)')
    .option('--server <url>', 'control plane of your exit server, wss://HOST:PORT')
    .option('--token-file <file>', 'the file with its token')
    .option('--ca <ca>', "the one CA to trust for it: sha256:FINGERPRINT, or a file with the CA's certificate")
    .option('--json', 'prints one JSON object a line')
    .action((localPort: string, target: string, flags: TunnelFlags) => commands.forward(localPort, target, flags));
  program
    .command('status')
    .description("shows the running app's tunnels")
    .option('--json', 'prints one JSON object')
    .option('--data-dir <dir>', "data folder of the app (default: the system's folder for it)")
    .action((flags: StatusFlags) => commands.status(flags));
  return program;
}

/** Commander's message as one line that ends with where to look. */
function oneLine(error: CommanderError, args: readonly string[]): string {
  const hint = 'see "porthole --help"';
  if (args.length === 0) return `give a command: serve, share, forward or status (${hint})`;
  return `${messageOf(error)} (${hint})`;
}
