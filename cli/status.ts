import { connectLocally } from '../electron/rpc/local-endpoint.ts';
import type { Tunnel } from '../shared/contract/tunnel.ts';
import { CommandError } from './command-error.ts';
import { defaultDataDir } from './data-dir.ts';

export interface StatusFlags {
  json?: boolean;
  dataDir?: string;
}

/** `porthole status`: the running app's tunnels. */
export async function status(flags: StatusFlags): Promise<void> {
  const local = await connectLocally(flags.dataDir ?? defaultDataDir());
  if (!local) throw new CommandError(1, 'Porthole is not running: start it with "porthole serve" or open the app.');
  try {
    const tunnels = await firstOf(await local.client.tunnels.watch());
    process.stdout.write(flags.json ? `${JSON.stringify({ tunnels })}\n` : table(tunnels));
  } finally {
    local.close();
  }
}

async function firstOf(states: AsyncIterable<{ tunnels: Tunnel[] }>): Promise<Tunnel[]> {
  for await (const { tunnels } of states) return tunnels;
  throw new CommandError(1, 'Porthole ended while it was asked.');
}

function table(tunnels: readonly Tunnel[]): string {
  if (tunnels.length === 0) return 'No tunnels yet: share a port with "porthole share PORT" or on the page.\n';
  const rows = [
    ['NAME', 'STATUS', 'PUBLIC URL', 'UPSTREAM', 'SERVER'],
    ...tunnels.map((tunnel) => [
      tunnel.name,
      tunnel.status.state,
      tunnel.publicUrl ?? '-',
      tunnel.upstream,
      tunnel.serverLabel,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const reasons = tunnels.flatMap(({ name, status: state }) =>
    'message' in state ? [`${name}: ${state.message} ${state.nextStep}`] : [],
  );
  const notes = tunnels.flatMap(({ name, linkNote }) => (linkNote === undefined ? [] : [`${name}: ${linkNote}`]));
  return `${[...lines, ...reasons, ...notes].join('\n')}\n`;
}
