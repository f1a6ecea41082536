import type { Remedy, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import type { ProbeState } from '../health/tunnel-prober.ts';
import type { LinkState } from './link-state.ts';
import { splitUpstream } from './target.ts';

/** What the exit server said of one tunnel on the present session. */
export type OpenState =
  | { readonly state: 'waiting' }
  | { readonly state: 'open'; readonly publicUrl: string }
  | { readonly state: 'refused'; readonly code: string; readonly message: string };

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
  if (link.state === 'refused') return { state: 'refused', ...refusal(link.code, link.message) };
  if (link.state === 'reconnecting') {
    const { attempt, nextTryAt, message } = link;
    const nextStep = 'Porthole tries again by itself.';
    return { state: 'reconnecting', attempt, nextTryAt, message, nextStep, remedy: 'retry' };
  }
  if (link.state !== 'online') return { state: 'connecting' };
  if (open.state === 'refused') return { state: 'refused', ...refusal(open.code, open.message) };
  if (open.state === 'waiting') return { state: 'connecting' };
  return probedStatus(inputs, probes);
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

/** What each refusal wants of the user. The message itself is the exit server's. */
const NEXT_STEP: Record<string, { nextStep: string; remedy: Remedy }> = {
  unauthorized: { nextStep: "Enter a token that your exit server's owner gave you.", remedy: 'enter-token' },
  proxy: { nextStep: 'Change the proxy in the settings or the environment, then try again.', remedy: 'retry' },
  'ca-file': { nextStep: 'Choose another file in the settings.', remedy: 'retry' },
  'proxy-auth': { nextStep: 'Enter the proxy’s user name and password, then try again.', remedy: 'retry' },
  'no-token': { nextStep: 'Enter the token of this exit server again.', remedy: 'enter-token' },
  'wrong-version': { nextStep: 'Update the older of the two, then try again.', remedy: 'retry' },
  'name-taken': { nextStep: 'Choose another name.', remedy: 'rename' },
  'bad-name': { nextStep: 'Choose another name.', remedy: 'rename' },
  'port-taken': { nextStep: 'Choose another public port.', remedy: 'rename' },
  'port-not-allowed': { nextStep: 'Choose a public port that your exit server allows.', remedy: 'rename' },
};

function refusal(code: string, message: string): { code: string; message: string; nextStep: string; remedy: Remedy } {
  const known = NEXT_STEP[code] ?? { nextStep: 'Use another exit server, or ask its owner.', remedy: 'change-server' };
  return { code, message, ...known };
}

function withoutStop(sentence = 'The service does not answer.'): string {
  return sentence.replace(/\.$/, '');
}

/** `14:02`, in the time of this computer. */
function clock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
