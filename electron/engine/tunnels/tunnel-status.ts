import type { OnDemandState } from '../../../shared/contract/on-demand.ts';
import type { TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import type { ProbeState } from '../health/probe-state.ts';
import { isResting } from '../on-demand/shown-on-demand.ts';
import { clock } from './clock.ts';
import type { HostWatch } from './host-watch.ts';
import type { LinkState } from './link-state.ts';
import { type OpenState, openStatus } from './open-status.ts';
import { splitUpstream } from './target.ts';
import type { RouteProblem } from './upstream-routes.ts';

export interface StatusInputs {
  readonly enabled: boolean;
  readonly link: LinkState;
  readonly open: OpenState;
  readonly upstream: string;
  readonly probes: { readonly upstream: ProbeState; readonly publicUrl: ProbeState };
  /** How the service is, where it is started on demand. */
  readonly onDemand?: OnDemandState | undefined;
  /** A dev server's word that it does not know the visitors' host. */
  readonly refusal?: HostWatch['refusal'];
  /** A routed upstream that does not answer. */
  readonly routeProblem?: RouteProblem | undefined;
}

/** Says in plain words how a tunnel is. The worst hop nearest to the exit server is named first: the others depend on it. */
export function tunnelStatus(inputs: StatusInputs): TunnelStatus {
  const { enabled, link, open, probes } = inputs;
  if (!enabled) return { state: 'stopped' };
  return openStatus(link, open) ?? probedStatus(inputs, probes);
}

function probedStatus(inputs: StatusInputs, { upstream, publicUrl }: StatusInputs['probes']): TunnelStatus {
  const { onDemand } = inputs;
  if (onDemand?.state === 'failed') return failedStart(onDemand);
  const resting = isResting(onDemand);
  if (upstream.state === 'failed' && !resting) {
    const { since, nextStep, remedy = 'edit-upstream' } = upstream;
    return {
      state: 'degraded',
      hop: 'upstream',
      since,
      message: `${withoutStop(upstream.message)} since ${clock(since)}.`,
      nextStep: nextStep || nextStepAt(inputs.upstream),
      remedy,
    };
  }
  if (inputs.routeProblem) {
    const { path, message, since } = inputs.routeProblem;
    return {
      state: 'degraded',
      hop: 'upstream',
      since,
      message: `${withoutStop(message)}, where ${path} leads, since ${clock(since)}.`,
      nextStep: 'Start that server, or lead the path elsewhere.',
      remedy: 'edit-rules',
    };
  }
  // A visitor has just come through: what this computer sees of the public URL matters less.
  if (inputs.refusal) return refusedHost(inputs.refusal, inputs.open);
  if (publicUrl.state === 'failed') {
    const { since, message = 'The public URL does not lead here.', nextStep = '' } = publicUrl;
    return { state: 'degraded', hop: 'public-url', since, message, nextStep, remedy: 'retry' };
  }
  if ((upstream.state !== 'ok' && !resting) || publicUrl.state !== 'ok') return { state: 'connecting' };
  return { state: 'online', since: resting ? publicUrl.since : Math.max(upstream.since, publicUrl.since) };
}

function nextStepAt(upstream: string): string {
  if (folderUpstream.read(upstream) !== undefined) return 'Bring it back, or lead the tunnel to another one.';
  return `Start your server on port ${splitUpstream(upstream).port}.`;
}

function refusedHost(
  { by, setting, certain, since }: NonNullable<HostWatch['refusal']>,
  open: OpenState,
): TunnelStatus {
  const host = open.state === 'open' ? new URL(open.publicUrl).hostname : 'its public host';
  return {
    state: 'degraded',
    hop: 'upstream',
    since,
    message: certain
      ? `${by} refuses requests for ${host}, a host that it does not know.`
      : `${by} answers 400 Bad Request, as it does to a host that it does not know.`,
    nextStep: `Rewrite the Host header, or add ${host} to ${setting}.`,
    remedy: 'use-upstream-host',
  };
}

function failedStart({ since, message }: Extract<OnDemandState, { state: 'failed' }>): TunnelStatus {
  const nextStep = 'See what it printed, then try again.';
  return { state: 'degraded', hop: 'upstream', since, message, nextStep, remedy: 'retry' };
}

function withoutStop(sentence = 'The service does not answer.'): string {
  return sentence.replace(/\.$/, '');
}
