import { Argument, Command, type CommanderError } from 'commander';
import { messageOf, parseCommandLine } from '../shared/parse-command-line.ts';
import { VERSION } from '../shared/version.ts';
import { CommandError } from './command-error.ts';
import type { DiagnosticsFlags } from './diagnostics.ts';
import type { DoctorFlags } from './doctor.ts';
import type { LicenceAddFlags, LicenceFlags } from './licence.ts';
import { REQUEST_ACTIONS, type RequestAction, type RequestFlags } from './requests.ts';
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
  doctor(flags: DoctorFlags): Promise<void>;
  diagnostics(file: string, flags: DiagnosticsFlags): Promise<void>;
  licence: {
    add(file: string, flags: LicenceAddFlags): Promise<void>;
    list(flags: LicenceFlags): Promise<void>;
    remove(id: string, flags: LicenceFlags): Promise<void>;
  };
  requests(action: RequestAction, id: string | undefined, flags: RequestFlags): Promise<void>;
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
    .option('--metrics-port <port>', 'serves /metrics and health endpoints on this port of 127.0.0.1; 0: any free one')
    .option('--no-open', 'does not open the browser')
    .action((flags: ServeFlags) => commands.serve(flags));
  program
    .command('share')
    .description('shares a port, an address, a URL or a folder until Ctrl-C')
    .argument('<target>', '3000, 127.0.0.1:3000, http://localhost:3000, ./site or ~/site')
    .option('--name <name>', 'first label of the public host (default: from the project or the port)')
    .option('--server <url>', 'control plane of your exit server, wss://HOST:PORT (default: one inside this program)')
    .option('--token-file <file>', 'the file with its token [PORTHOLE_TOKEN has the token itself]')
    .option('--ca <ca>', "the one CA to trust for it: sha256:FINGERPRINT, or a file with the CA's certificate")
    .option('--tcp', 'shares a TCP service instead of an HTTP one')
    .option('--private', 'gives it no public address: other clients of the exit server reach it as NAME.internal')
    .option('--tls', 'passes TLS through to a service that has its own certificate')
    .option('--remote-port <port>', 'public port of a TCP share (default: the exit server chooses)')
    .option(
      '--proxy-protocol <version>',
      'tells the service the visitor by a PROXY header: v1 or v2; it must expect that',
    )
    .option('--licence-file <file>', 'a signed licence or a licence key, where the exit server asks for one')
    .option('--shared', 'lets other computers serve the same name: visitors go to them in turn')
    .option('--dot-files', 'of a folder: shares files and folders whose name begins with a dot, too')
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
    .option('--token-file <file>', 'the file with its token [PORTHOLE_TOKEN has the token itself]')
    .option('--ca <ca>', "the one CA to trust for it: sha256:FINGERPRINT, or a file with the CA's certificate")
    .option('--licence-file <file>', 'a signed licence or a licence key, where the exit server asks for one')
    .option('--json', 'prints one JSON object a line')
    .action((localPort: string, target: string, flags: TunnelFlags) => commands.forward(localPort, target, flags));
  program
    .command('status')
    .description("shows the running app's tunnels")
    .option('--json', 'prints one JSON object')
    .option('--data-dir <dir>', "data folder of the app (default: the system's folder for it)")
    .action((flags: StatusFlags) => commands.status(flags));
  addHelpers(program, commands);
  addLicence(program, commands);
  addRequests(program, commands);
  return program;
}

function addHelpers(program: Command, commands: Commands): void {
  program
    .command('doctor')
    .description('says what is wrong between this computer and its public URLs; exit code 1 where something is')
    .option('--json', 'prints one JSON object')
    .option('--data-dir <dir>', "data folder of the app, which may run (default: the system's folder for it)")
    .action((flags: DoctorFlags) => commands.doctor(flags));
  program
    .command('diagnostics')
    .description('writes what somebody who helps has to know into a file, without secrets')
    .argument('[file|-]', 'a file that is not there yet; - writes to standard output', 'porthole-diagnostics.json')
    .option('--data-dir <dir>', "data folder of the app, which may run (default: the system's folder for it)")
    .action((file: string, flags: DiagnosticsFlags) => commands.diagnostics(file, flags));
}

function addLicence(program: Command, { licence }: Commands): void {
  const group = program.command('licence').description('the licences that the app presents to exit servers');
  const common = (command: Command) =>
    command
      .option('--data-dir <dir>', "data folder of the app, which may run (default: the system's folder for it)")
      .option('--json', 'prints JSON');
  common(group.command('add').description('adds a signed licence, a licence key or a licence link'))
    .argument('<file|->', 'the file with it; - reads standard input')
    .option('--server <url|label>', 'the exit server that it is for (default: all that take its issuer)')
    .action((file: string, flags: LicenceAddFlags) => licence.add(file, flags));
  common(group.command('list').description('shows them, never their keys')).action((flags: LicenceFlags) =>
    licence.list(flags),
  );
  common(group.command('remove').description('forgets one, and gives its place in a subscription back'))
    .argument('<id>')
    .action((id: string, flags: LicenceFlags) => licence.remove(id, flags));
}

function addRequests(program: Command, commands: Commands): void {
  const actions = new Argument('[action]', 'what to do with them').choices(REQUEST_ACTIONS).default('list');
  program
    .command('requests')
    .description('shows the requests that the running app captured, and sends them again')
    .addArgument(actions)
    .argument('[id]', 'of a request, for show, replay and curl')
    .option('--tunnel <name>', 'those of one tunnel')
    .option('--method <method>', 'those of one method; with replay: the method to send')
    .option('--path <path>', 'those with this in their path; with replay: the path to send')
    .option('--status <status>', '2xx, 404, or none: without an answer')
    .option('--text <text>', 'in paths, fields and bodies')
    .option('--min-ms <ms>', 'those that took at least so long')
    .option('--since <when>', 'those that were under way since then: 10m, 2h, or a time like 2026-05-03T14:02')
    .option('--until <when>', 'those that began before')
    .option(
      '--header <field>',
      'replay: a field to send, "Name: value", in place of those of its name; "Name:" leaves them out (repeat)',
      collect,
    )
    .option('--data <text|@file>', 'replay: the body to send')
    .option('--limit <count>', 'how many are listed, at most 200', '50')
    .option('--json', 'prints one JSON object a line')
    .option('--data-dir <dir>', "data folder of the app (default: the system's folder for it)")
    .action((action: RequestAction, id: string | undefined, flags: RequestFlags) =>
      commands.requests(action, id, flags),
    );
}

/** Commander's message as one line that ends with where to look. */
function oneLine(error: CommanderError, args: readonly string[]): string {
  const hint = 'see "porthole --help"';
  if (args.length === 0)
    return `give a command: serve, share, forward, status, doctor, diagnostics, requests or licence (${hint})`;
  // Commander shows the help of a group that is called without one of its commands.
  if (error.code === 'commander.help') return `say which: licence add, licence list or licence remove (${hint})`;
  return `${messageOf(error)} (${hint})`;
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}
