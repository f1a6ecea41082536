import type { StartEmbeddedExit } from '../electron/engine/engine-parts.ts';
import { CommandError } from './command-error.ts';
import { readTunnelFlags, runTunnel, type TunnelFlags } from './run-tunnel.ts';

/** `porthole forward LOCAL-PORT HOST:PORT`: reaches a service over there on this computer's localhost until a signal comes. */
export async function forward(
  port: string,
  target: string,
  flags: TunnelFlags,
  startEmbeddedExit: StartEmbeddedExit,
): Promise<void> {
  const name = readTunnelFlags(flags);
  const localPort = Number(port);
  if (!/^\d{1,5}$/.test(port) || localPort < 1 || localPort > 65_535) {
    throw new CommandError(2, `"${port}" is not a port: give the local port first, from 1 to 65535.`);
  }
  if (flags.server === undefined) {
    throw new CommandError(2, 'give --server and --token-file: the target is in the network of your exit server.');
  }
  await runTunnel(flags, startEmbeddedExit, ({ tunnels }, serverId) =>
    tunnels.forward({ localPort, target, name, serverId }),
  );
}
