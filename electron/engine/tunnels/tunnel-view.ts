import type { ProbedTunnel, Probes, TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { rulesView } from '../rules/rules-view.ts';
import { stoppedStatus } from '../rules/stopped-status.ts';
import { ExitsRunner } from './exits-runner.ts';
import { ForwardRunner } from './forward-runner.ts';
import type { Runner } from './start-runner.ts';

const NO_PROBES: Probes = {
  link: { state: 'unknown' },
  upstream: { state: 'unknown' },
  publicUrl: { state: 'unknown' },
};

/**
 * A tunnel as the page and the tray see it.
 *
 * @param runner undefined: it does not run
 * @param shown what is known of it beside that; `publicUrl` is the last one that it had
 */
export function tunnelView(
  config: TunnelConfig,
  runner: Runner | undefined,
  shown: { publicUrl: string | undefined; serverLabel: string },
): ProbedTunnel {
  return {
    ...config,
    ...shown,
    rules: rulesView(config.rules),
    status: runner?.status ?? stoppedStatus(config),
    probes: runner?.probes ?? NO_PROBES,
    ...(runner instanceof ExitsRunner ? { exits: runner.exits } : {}),
    ...(runner instanceof ForwardRunner ? {} : { onDemandState: runner?.onDemandState }),
    ...runner?.way,
  };
}
