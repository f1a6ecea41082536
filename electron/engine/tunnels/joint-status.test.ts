import { expect, it } from 'vitest';
import type { TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { type ExitState, jointStatus } from './joint-status.ts';

const ONLINE = (since = 1): TunnelStatus => ({ state: 'online', since });
const CONNECTING: TunnelStatus = { state: 'connecting' };
const LOST: TunnelStatus = {
  state: 'reconnecting',
  attempt: 2,
  nextTryAt: 9,
  message: 'The link was lost.',
  nextStep: 'Porthole tries again by itself.',
  remedy: 'retry',
};
const REFUSED: TunnelStatus = {
  state: 'refused',
  code: 'unauthorized',
  message: 'It refused the token.',
  nextStep: 'Enter another one.',
  remedy: 'enter-token',
};
const NO_DNS: TunnelStatus = {
  state: 'degraded',
  hop: 'public-url',
  since: 5,
  message: 'DNS has no entry.',
  nextStep: 'Add one.',
};
const NO_UPSTREAM: TunnelStatus = {
  state: 'degraded',
  hop: 'upstream',
  since: 6,
  message: 'Nothing answers on port 3000.',
  nextStep: 'Start it.',
};

function joint(...statuses: TunnelStatus[]): TunnelStatus {
  return jointStatus(
    statuses.map(
      (status, index): ExitState => ({ serverId: `${index}`, serverLabel: 'ABC'[index] ?? '', status, since: 7 }),
    ),
  );
}

it('is online where all are', () => {
  expect(joint(ONLINE(1), ONLINE(3))).toEqual({ state: 'online', since: 3 });
});

it.each([
  ['lost', LOST, 'link', 7, 'B: The link was lost.'],
  ['refused', REFUSED, 'link', 7, 'B: It refused the token.'],
  ['degraded', NO_DNS, 'public-url', 5, 'B: DNS has no entry.'],
])('is degraded where one is %s, and says which', (_, wrong, hop, since, message) => {
  const { nextStep, remedy } = wrong as typeof REFUSED & object as { nextStep: string; remedy?: string };
  for (const status of [joint(ONLINE(), wrong), joint(ONLINE(), wrong, CONNECTING)]) {
    expect(status).toEqual({ state: 'degraded', hop, since, message, nextStep, remedy, serverId: '1' });
  }
});

it('says what is wrong with the service without naming a server', () => {
  expect(joint(NO_UPSTREAM, NO_UPSTREAM)).toBe(NO_UPSTREAM);
  expect(joint(LOST, NO_UPSTREAM)).toBe(NO_UPSTREAM);
});

it('is connecting while any may still come', () => {
  expect(joint(CONNECTING, CONNECTING)).toEqual(CONNECTING);
  expect(joint(ONLINE(), CONNECTING)).toEqual(CONNECTING);
  expect(joint(REFUSED, CONNECTING)).toEqual(CONNECTING);
});

it('tells where it can be reached nowhere what is waited for, else who refuses', () => {
  expect(joint(REFUSED, LOST)).toEqual({ ...LOST, message: 'B: The link was lost.', serverId: '1' });
  expect(joint(REFUSED, REFUSED)).toEqual({ ...REFUSED, message: 'A: It refused the token.', serverId: '0' });
});
