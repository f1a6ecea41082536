import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { serversOf } from '../../../shared/contract/tunnel-predicates.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import { ExitsRunner } from './exits-runner.ts';
import { ForwardRunner } from './forward-runner.ts';
import { type RunnerParts, TunnelRunner } from './tunnel-runner.ts';

/** What runs a tunnel. */
export type Runner = TunnelRunner | ForwardRunner | ExitsRunner;

/** Runs a tunnel over the exit servers that it names. */
export function startRunner(
  config: TunnelConfig,
  parts: Omit<RunnerParts, 'supervisor' | 'exitHost'>,
  directory: ServerDirectory,
): Runner {
  const servers = serversOf(config).map((id) => ({
    id,
    supervisor: directory.supervisor(id),
    exitHost: directory.host(id),
    label: () => directory.label(id),
  }));
  if (servers.length > 1) return new ExitsRunner(config, { ...parts, servers });
  const supervisor = directory.supervisor(config.serverId);
  if (config.kind === 'forward') return new ForwardRunner(config, { ...parts, supervisor });
  return new TunnelRunner(config, { ...parts, supervisor, exitHost: directory.host(config.serverId) });
}
