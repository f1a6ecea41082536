import type { Command } from 'commander';
import { CLIENT_FLAGS } from '../flags/client-flags.ts';
import { variableOf } from '../flags/flag.ts';
import type { CreateFlags, RotateFlags, TokenFlags } from './token-flags.ts';

/** Clients on laptops come online within a day. */
const DEFAULT_OVERLAP = '24h';

/** What the token commands do. */
export interface TokenCommands {
  create(flags: CreateFlags): Promise<void>;
  list(flags: TokenFlags): Promise<void>;
  revoke(which: string, flags: TokenFlags): Promise<void>;
  rotate(which: string, flags: RotateFlags): Promise<void>;
}

/** Adds `porthole-exit token …`. */
export function addTokenCommands(program: Command, commands: TokenCommands): void {
  const token = program
    .command('token')
    .description('makes, lists and ends the tokens of clients; the server may run meanwhile');
  withServer(common(token.command('create').description('makes a token and a join link with it, shown this once')))
    .option('--label <label>', 'whose it is, or what for (needed)')
    .option('--names <patterns>', "names of HTTP tunnels that it may use, e.g. 'blog,*-dev' (* within a label)")
    .option('--tcp <ports>', 'TCP ports that it may use, e.g. 10000-10010,12000')
    .option('--forward <targets>', "targets of local forwarding that it may use, e.g. 'db:5432'")
    .option('--max-tunnels <n>', 'tunnels that its clients may have at once')
    .option('--admin', 'it may also read /status and /metrics, and manage tokens from the app')
    .option('--expires <when>', 'a duration like 30d or 12h, or a date like 2030-12-31 (default: never)')
    .action((flags: CreateFlags) => commands.create(flags));
  common(token.command('list').description('shows all tokens, never their secrets')).action((flags: TokenFlags) =>
    commands.list(flags),
  );
  common(token.command('revoke').description('ends a token and its sessions'))
    .argument('<id|label>')
    .action((which: string, flags: TokenFlags) => commands.revoke(which, flags));
  withServer(
    common(token.command('rotate').description('gives a token a new secret; the old one stays valid for a while')),
  )
    .argument('<id|label>')
    .option('--overlap <duration>', 'for how long, 0: it ends at once', DEFAULT_OVERLAP)
    .action((which: string, flags: RotateFlags) => commands.rotate(which, flags));
}

function common(command: Command): Command {
  const { dataDir } = CLIENT_FLAGS;
  return command
    .option('--data-dir <dir>', `the server's folder [${variableOf(dataDir)}] (default: ${dataDir.fallback})`)
    .option('--json', 'prints JSON');
}

function withServer(command: Command): Command {
  return command.option(
    '--server <url>',
    'where the join link leads, e.g. wss://exit.example.com:8123 [PORTHOLE_EXIT_PUBLIC_CONTROL_URL] (default: where the server says it is)',
  );
}
