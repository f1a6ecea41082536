import type { TunnelStatus } from '../../../shared/contract/tunnel.ts';
import type { ProbeState } from '../health/probe-state.ts';
import { clock } from './clock.ts';
import type { LinkState } from './link-state.ts';
import { type OpenState, openStatus } from './open-status.ts';
import { splitUpstream } from './target.ts';

export interface StatusInputs {
  readonly enabled: boolean;
  readonly link: LinkState;
  readonly open: OpenState;
  readonly upstream: string;
  readonly probes: { readonly upstream: ProbeState; readonly publicUrl: ProbeState };
}

/** Says in plain words how a tunnel is. The worst hop nearest to the exit server is named first: the others depend on it. */
export function tunnelStatus(inputs: StatusInputs): TunnelStatus {
  const { enabled, link, open, probes } = inputs;
  if (!enabled) return { state: 'stopped' };
  return openStatus(link, open) ?? probedStatus(inputs, probes);
}

function probedStatus(inputs: StatusInputs, { upstream, publicUrl }: StatusInputs['probes']): TunnelStatus {
  if (upstream.state === 'failed') {
    const since = upstream.since;
    const { port } = splitUpstream(inputs.upstream);
    return {
      state: 'degraded',
      hop: 'upstream',
      since,
      message: `${withoutStop(upstream.message)} since ${clock(since)}.`,
      nextStep: `Start your server on port ${port}.`,
      remedy: 'edit-upstream',
    };
  }
  if (publicUrl.state === 'failed') {
    const { since, message = 'The public URL does not lead here.', nextStep = '' } = publicUrl;
    return { state: 'degraded', hop: 'public-url', since, message, nextStep, remedy: 'retry' };
  }
  if (upstream.state !== 'ok' || publicUrl.state !== 'ok') return { state: 'connecting' };
  return { state: 'online', since: Math.max(upstream.since, publicUrl.since) };
}

function withoutStop(sentence = 'The service does not answer.'): string {
  return sentence.replace(/\.$/, '');
}
