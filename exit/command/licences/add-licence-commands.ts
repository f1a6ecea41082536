import type { Command } from 'commander';
import { CLIENT_FLAGS } from '../flags/client-flags.ts';
import { variableOf } from '../flags/flag.ts';
import type { InspectFlags, IssueFlags, KeygenFlags, LicenceFlags } from './licence-flags.ts';

/** What the licence commands do. */
export interface LicenceCommands {
  keygen(flags: KeygenFlags): Promise<void>;
  issue(flags: IssueFlags): Promise<void>;
  inspect(what: string, flags: InspectFlags): Promise<void>;
  list(flags: LicenceFlags): Promise<void>;
  revoke(id: string, flags: LicenceFlags): Promise<void>;
}

/** Adds `porthole-exit licence …`. */
export function addLicenceCommands(program: Command, commands: LicenceCommands): void {
  const licence = program
    .command('licence')
    .description('issues, shows and ends the licences of those whom you let use your exit servers');
  common(
    licence
      .command('keygen')
      .description("makes an issuer's key: a private file, and a public one for --licence-issuer"),
  )
    .option('--issuer <name>', 'your name, as holders of licences see it (needed)')
    .option('--url <url>', 'control plane that activates your subscriptions, e.g. wss://exit.example.com:8123')
    .option('--out <file>', 'where to put the private key (default: licence-issuer.jwk in the data directory)')
    .action((flags: KeygenFlags) => commands.keygen(flags));
  common(
    licence
      .command('issue')
      .description('makes a signed licence, or with --subscription a licence key, shown this once'),
  )
    .option('--holder <name>', 'who may use it (needed)')
    .option('--plan <name>', 'what it is called (default: Standard)')
    .option('--subscription', 'a key that clients activate, and that can be cancelled, instead of a signed licence')
    .option('--devices <n>', 'computers that may use the subscription (default: 1)')
    .option('--tunnels <n>', 'tunnels at once, of all computers that use it (default: no limit)')
    .option('--tcp', 'TCP tunnels are allowed')
    .option('--names <patterns>', "names that tunnels may have, e.g. 'blog,*-dev' (default: any)")
    .option('--starts <when>', 'a duration like 7d, or a date like 2030-12-31 (default: now)')
    .option('--expires <when>', 'the same; needed but for subscriptions, which go on until revoked without it')
    .option('--url <url>', 'where it was bought, shown to its holder')
    .option('--key <file>', "the issuer's private key (default: licence-issuer.jwk in the data directory)")
    .option('--out <file>', 'writes the signed licence, or the key, to a file of mode 0600')
    .action((flags: IssueFlags) => commands.issue(flags));
  common(licence.command('inspect').description('says what a licence allows, and whether it is good'))
    .argument('<file|key|->')
    .option('--issuer <file>', "an issuer's public key (repeat; default: that of the data directory)", collect)
    .action((what: string, flags: InspectFlags) => commands.inspect(what, flags));
  common(licence.command('list').description('shows all licences, never their keys')).action((flags: LicenceFlags) =>
    commands.list(flags),
  );
  common(licence.command('revoke').description('ends a licence: no new sessions and tunnels, what runs is not cut'))
    .argument('<id>')
    .action((id: string, flags: LicenceFlags) => commands.revoke(id, flags));
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

function common(command: Command): Command {
  const { dataDir } = CLIENT_FLAGS;
  return command
    .option('--data-dir <dir>', `the server's folder [${variableOf(dataDir)}] (default: ${dataDir.fallback})`)
    .option('--json', 'prints JSON');
}
