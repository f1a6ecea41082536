import { describe, expect, it } from 'vitest';
import { TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { type StatusInputs, tunnelStatus } from './tunnel-status.ts';

const SINCE = new Date(2026, 4, 3, 14, 2).getTime();
const ok = (since = 100) => ({ state: 'ok' as const, since });
const unknown = { state: 'unknown' as const, since: 1 };
const online = {
  state: 'online' as const,
  since: 50,
  serverVersion: '1',
  domain: 'exit.example.com',
  transport: 'websocket' as const,
  secure: true,
};
const open = { state: 'open' as const, publicUrl: 'http://blog.exit.example.com' };

function inputs(change: Partial<StatusInputs> = {}): StatusInputs {
  return {
    enabled: true,
    link: online,
    open,
    upstream: 'http://127.0.0.1:3000',
    probes: { upstream: ok(), publicUrl: ok(200) },
    ...change,
  };
}

describe('tunnelStatus', () => {
  it.each<[string, Partial<StatusInputs>, object]>([
    ['is stopped where it is not to run, whatever else holds', { enabled: false }, { state: 'stopped' }],
    ['is online only where all three agree', {}, { state: 'online', since: 200 }],
    ['connects before anybody asked for the link', { link: { state: 'idle' } }, { state: 'connecting' }],
    ['connects', { link: { state: 'connecting' } }, { state: 'connecting' }],
    ['connects until the exit server answered', { open: { state: 'waiting' } }, { state: 'connecting' }],
    [
      'connects until the upstream was probed',
      { probes: { upstream: unknown, publicUrl: ok() } },
      { state: 'connecting' },
    ],
    [
      'connects until the public URL was probed',
      { probes: { upstream: ok(), publicUrl: unknown } },
      { state: 'connecting' },
    ],
    [
      'reconnects, with when and why',
      { link: { state: 'reconnecting', attempt: 3, nextTryAt: 77, message: 'The link was lost.' } },
      {
        state: 'reconnecting',
        attempt: 3,
        nextTryAt: 77,
        message: 'The link was lost.',
        nextStep: 'Porthole tries again by itself.',
        remedy: 'retry',
      },
    ],
    [
      'names the dev server that refuses the public host, and the one click that mends it',
      { refusal: { by: 'Vite', setting: 'server.allowedHosts', certain: true, since: 7 } },
      {
        state: 'degraded',
        hop: 'upstream',
        since: 7,
        message: 'Vite refuses requests for blog.exit.example.com, a host that it does not know.',
        nextStep: 'Rewrite the Host header, or add blog.exit.example.com to server.allowedHosts.',
        remedy: 'use-upstream-host',
      },
    ],
    [
      'says what it saw where it cannot be sure of the reason, though the public URL does not answer from here',
      {
        refusal: { by: 'Django', setting: 'ALLOWED_HOSTS', certain: false, since: 7 },
        probes: { upstream: ok(), publicUrl: { ...ok(), state: 'failed', message: 'No.' } },
      },
      {
        state: 'degraded',
        hop: 'upstream',
        since: 7,
        message: 'Django answers 400 Bad Request, as it does to a host that it does not know.',
        nextStep: 'Rewrite the Host header, or add blog.exit.example.com to ALLOWED_HOSTS.',
        remedy: 'use-upstream-host',
      },
    ],
    [
      'names the upstream, since when, and what to do',
      {
        probes: {
          upstream: { state: 'failed', since: SINCE, message: 'Nothing answers on 127.0.0.1:3000.' },
          publicUrl: { state: 'failed', since: 1, message: 'no' },
        },
      },
      {
        state: 'degraded',
        hop: 'upstream',
        since: SINCE,
        message: 'Nothing answers on 127.0.0.1:3000 since 14:02.',
        nextStep: 'Start your server on port 3000.',
        remedy: 'edit-upstream',
      },
    ],
    [
      'gives the advice and the button of a failure that is not the service’s',
      {
        probes: {
          upstream: {
            state: 'failed',
            since: SINCE,
            message: 'No file is left.',
            nextStep: 'Free some.',
            remedy: 'retry',
          },
          publicUrl: ok(),
        },
      },
      {
        state: 'degraded',
        hop: 'upstream',
        since: SINCE,
        message: 'No file is left since 14:02.',
        nextStep: 'Free some.',
        remedy: 'retry',
      },
    ],
    [
      'names the public URL with the probe’s own advice',
      {
        probes: {
          upstream: ok(),
          publicUrl: { state: 'failed', since: 5, message: 'DNS has no entry.', nextStep: 'Add one.' },
        },
      },
      {
        state: 'degraded',
        hop: 'public-url',
        since: 5,
        message: 'DNS has no entry.',
        nextStep: 'Add one.',
        remedy: 'retry',
      },
    ],
    [
      'tells the link’s loss first: the other hops depend on it',
      {
        link: { state: 'reconnecting', attempt: 1, nextTryAt: 0, message: 'Lost.' },
        probes: { upstream: { state: 'failed', since: 5, message: 'x' }, publicUrl: unknown },
      },
      { state: 'reconnecting' },
    ],
  ])('%s', (_, change, expected) => {
    const status = tunnelStatus(inputs(change));
    expect(status).toMatchObject(expected);
    expect(TunnelStatus.parse(status)).toEqual(status);
  });

  it.each([
    ['unauthorized', 'enter-token'],
    ['no-token', 'enter-token'],
    ['licence-revoked', 'add-licence'],
    ['wrong-version', 'retry'],
    ['no-server', 'change-server'],
    ['something-new', 'change-server'],
  ])('is refused where the link is: %s', (code, remedy) => {
    const status = tunnelStatus(inputs({ link: { state: 'refused', code, message: 'No.' } }));
    expect(status).toMatchObject({ state: 'refused', code, message: 'No.', remedy });
    expect(TunnelStatus.parse(status)).toEqual(status);
  });

  it.each([
    ['name-taken', 'rename'],
    ['bad-name', 'rename'],
    ['port-taken', 'rename'],
    ['port-not-allowed', 'rename'],
    ['not-allowed', 'change-server'],
    ['constructor', 'change-server'],
    ['too-many-tunnels', 'retry'],
    ['licence-expired', 'add-licence'],
  ])('is refused where its opening is: %s', (code, remedy) => {
    const status = tunnelStatus(inputs({ open: { state: 'refused', code, message: 'No.' } }));
    expect(status).toMatchObject({ state: 'refused', code, remedy });
    expect(status).toHaveProperty('nextStep', expect.stringMatching(/\.$/));
  });
});
