import { resolve } from 'node:path';
import type { StartEmbeddedExit } from '../electron/engine/engine-parts.ts';
import { isFolderTarget } from '../shared/is-folder-target.ts';
import { CommandError } from './command-error.ts';
import { readTunnelFlags, runTunnel, type TunnelFlags } from './run-tunnel.ts';

export interface ShareFlags extends TunnelFlags {
  tcp?: boolean;
  tls?: boolean;
  private?: boolean;
  remotePort?: string;
  proxyProtocol?: string;
  shared?: boolean;
  dotFiles?: boolean;
}

/** `porthole share TARGET`: shares it until a signal comes. */
export async function share(target: string, flags: ShareFlags, startEmbeddedExit: StartEmbeddedExit): Promise<void> {
  const request = readFlags(target, flags);
  await runTunnel(flags, startEmbeddedExit, ({ tunnels }, serverId) => tunnels.share({ ...request, serverId }));
}

function readFlags(target: string, flags: ShareFlags) {
  const name = readTunnelFlags(flags);
  const isFolder = isFolderTarget(target);
  const remotePort = flags.remotePort === undefined ? undefined : Number(flags.remotePort);
  if (remotePort !== undefined && !(Number.isInteger(remotePort) && remotePort > 0 && remotePort < 65_536)) {
    throw new CommandError(2, `--remote-port "${flags.remotePort}" is not a port: ports go from 1 to 65535.`);
  }
  if (remotePort !== undefined && !flags.tcp) throw new CommandError(2, '--remote-port is for TCP tunnels: add --tcp.');
  if (flags.private && flags.tcp) {
    throw new CommandError(2, '--private and --tcp exclude each other: a private service has no public port.');
  }
  if (flags.tls && (flags.tcp || flags.private)) {
    throw new CommandError(2, `--tls and --${flags.tcp ? 'tcp' : 'private'} exclude each other: leave one away.`);
  }
  const kind = flags.private ? 'private' : flags.tcp ? 'tcp' : flags.tls ? 'tls' : 'http';
  const { proxyProtocol } = flags;
  if (proxyProtocol !== undefined && proxyProtocol !== 'v1' && proxyProtocol !== 'v2') {
    throw new CommandError(2, `--proxy-protocol "${proxyProtocol}" is no version: say v1 or v2.`);
  }
  if (flags.shared && kind !== 'http' && kind !== 'private') {
    throw new CommandError(
      2,
      `--shared and --${kind} exclude each other: only HTTP and private shares have several computers.`,
    );
  }
  if (flags.private && flags.server === undefined) {
    throw new CommandError(
      2,
      '--private needs --server and --token-file: it is for other clients of your exit server.',
    );
  }
  if (flags.shared && flags.server === undefined) {
    throw new CommandError(2, '--shared needs --server and --token-file: the others share by the same exit server.');
  }
  if (flags.dotFiles && !isFolder) throw new CommandError(2, '--dot-files is for folders: give the path of one.');
  const { shared, dotFiles } = flags;
  return {
    target: isFolder ? wholePath(target) : target,
    name,
    kind,
    remotePort,
    proxyProtocol,
    shared,
    dotFiles,
  } as const;
}

/** A relative path is one from where the command was typed. */
function wholePath(target: string): string {
  return target.startsWith('.') ? resolve(target) : target;
}
