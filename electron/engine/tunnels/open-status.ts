import type { Remedy, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import type { LinkState } from './link-state.ts';

/** What the exit server said of one tunnel on the present session. */
export type OpenState =
  | { readonly state: 'waiting' }
  | { readonly state: 'open'; readonly publicUrl: string }
  | { readonly state: 'refused'; readonly code: string; readonly message: string };

/** Says how a tunnel is as long as it is not open; undefined where it is, so that its probes decide. */
export function openStatus(link: LinkState, open: OpenState): TunnelStatus | undefined {
  if (link.state === 'refused') return { state: 'refused', ...refusal(link.code, link.message) };
  if (link.state === 'reconnecting') {
    const { attempt, nextTryAt, message } = link;
    const nextStep = 'Porthole tries again by itself.';
    return { state: 'reconnecting', attempt, nextTryAt, message, nextStep, remedy: 'retry' };
  }
  if (link.state !== 'online') return { state: 'connecting' };
  if (open.state === 'refused') return { state: 'refused', ...refusal(open.code, open.message) };
  if (open.state === 'waiting') return { state: 'connecting' };
  return undefined;
}

const ADD_LICENCE = { remedy: 'add-licence' } as const;

/** What each refusal wants of the user. The message itself is the exit server's, but where it tells clients of before that there are licences. */
const NEXT_STEP: Record<string, { message?: string; nextStep: string; remedy: Remedy }> = {
  unauthorized: { nextStep: "Enter a token that your exit server's owner gave you.", remedy: 'enter-token' },
  proxy: { nextStep: 'Change the proxy in the settings or the environment, then try again.', remedy: 'retry' },
  'ca-file': { nextStep: 'Choose another file in the settings.', remedy: 'retry' },
  'proxy-auth': { nextStep: 'Enter the proxy’s user name and password, then try again.', remedy: 'retry' },
  'token-expired': { nextStep: 'Enter the new token.', remedy: 'enter-token' },
  'token-revoked': { nextStep: 'Enter the new token.', remedy: 'enter-token' },
  'token-replaced': { nextStep: 'Enter the new token.', remedy: 'enter-token' },
  'licence-required': {
    message: 'This exit server asks for a licence.',
    ...ADD_LICENCE,
    nextStep: 'Add the one that you got from whoever runs it.',
  },
  'licence-expired': { ...ADD_LICENCE, nextStep: 'Add the new one.' },
  'licence-not-yet-valid': { ...ADD_LICENCE, nextStep: 'Or add another one.' },
  'licence-revoked': { ...ADD_LICENCE, nextStep: 'Add the new one.' },
  'licence-unknown-issuer': { ...ADD_LICENCE, nextStep: 'Add a licence for this exit server.' },
  'licence-other-device': { ...ADD_LICENCE, nextStep: 'Enter the key of the subscription.' },
  'licence-invalid': { ...ADD_LICENCE, nextStep: 'Import the licence again.' },
  'no-token': { nextStep: 'Enter the token of this exit server again.', remedy: 'enter-token' },
  'wrong-version': { nextStep: 'Update the older of the two, then try again.', remedy: 'retry' },
  'not-supported': { nextStep: 'Update your exit server, or use another one.', remedy: 'change-server' },
  'name-taken': { nextStep: 'Choose another name.', remedy: 'rename' },
  'bad-name': { nextStep: 'Choose another name.', remedy: 'rename' },
  'port-taken': { nextStep: 'Choose another public port.', remedy: 'rename' },
  'too-many-tunnels': { nextStep: 'Stop another tunnel, then try again.', remedy: 'retry' },
  'port-not-allowed': { nextStep: 'Choose a public port that your exit server allows.', remedy: 'rename' },
};

const UNKNOWN = { nextStep: 'Use another exit server, or ask its owner.', remedy: 'change-server' } as const;

function refusal(code: string, message: string): { code: string; message: string; nextStep: string; remedy: Remedy } {
  // The code is whatever an exit server says: what every object has, as `constructor`, is none.
  const known = Object.hasOwn(NEXT_STEP, code) ? NEXT_STEP[code] : undefined;
  return { code, message, ...(known ?? UNKNOWN) };
}
