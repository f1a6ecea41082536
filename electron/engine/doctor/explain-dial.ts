import type { Finding } from '../../../shared/contract/doctor.ts';
import { DialError } from '../../../shared/wire/dial-error.ts';
import { failureOfError } from '../../../shared/wire/dial-failure.ts';
import { EndpointError } from '../tunnels/endpoint-error.ts';
import { findings } from './findings.ts';

const LOOK_AT_SERVER = 'See that the exit server runs, and that its firewall and this network let its port through.';
const LOOK_AT_PROXY = 'Correct the proxy under Settings, or in the environment that Porthole was started in.';

const NEXT_STEP: Record<DialError['kind'], string> = {
  unauthorized: 'Enter a new token under Secrets, or paste a new join link under Servers.',
  'rate-limited': 'Wait as long as it says, then run the doctor again.',
  'wrong-version': 'Update the older one of the two.',
  unavailable: 'See that the exit server runs behind its proxy.',
  'no-websocket': 'Ask for WebSockets to be let through.',
  'not-porthole': 'Compare the address with that of your join link.',
  unreachable: LOOK_AT_SERVER,
  timeout: LOOK_AT_SERVER,
  proxy: LOOK_AT_PROXY,
  'proxy-auth': 'Enter the proxy’s user name and password under Settings.',
  tls: 'Paste the server’s new join link under Servers, or give it a certificate that this computer trusts.',
};

const ENDPOINT_STEP: Record<EndpointError['code'], string> = {
  'no-token': 'Enter its token again under Secrets.',
  'no-server': 'Add it again under Servers.',
  proxy: LOOK_AT_PROXY,
  'ca-file': 'Choose another file of CAs under Settings.',
};

/** What it means that a control plane could not be reached. @param host whose it is, for the words */
export function explainDial(about: string, host: string, error: unknown): Finding {
  if (error instanceof EndpointError) return findings.failed(about, error.message, ENDPOINT_STEP[error.code]);
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return findings.failed(about, `${host} did not answer in time.`, LOOK_AT_SERVER);
  }
  const failure = error instanceof Error ? failureOfError(host, error) : new DialError('unreachable', String(error));
  return findings.failed(about, failure.message, NEXT_STEP[failure.kind]);
}
