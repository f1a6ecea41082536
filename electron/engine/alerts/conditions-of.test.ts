import { describe, expect, it } from 'vitest';
import { AlertRules } from '../../../shared/contract/alert.ts';
import type { Licence } from '../../../shared/contract/licence.ts';
import { Server } from '../../../shared/contract/server.ts';
import type { ProbedTunnel, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { testTunnel } from '../../desktop/testing/test-tunnel.ts';
import { Interval } from '../metrics/interval.ts';
import { conditionsOf } from './conditions-of.ts';

/** In the zone of this computer, in which days are named. */
const NOW = new Date(2026, 4, 3, 12).getTime();
const DAY = 86_400_000;
const AWAY: TunnelStatus = { state: 'reconnecting', attempt: 2, nextTryAt: 0, message: 'Lost.', nextStep: '' };
const DEGRADED: TunnelStatus = {
  state: 'degraded',
  hop: 'upstream',
  since: 0,
  message: 'Nothing answers.',
  nextStep: '',
};
const ONLINE: TunnelStatus = { state: 'online', since: 0 };
const rules = (part: object) => ({ alerts: AlertRules.parse(part) });

function interval(ok: number, failed: number, ms = 10): Interval {
  const sum = new Interval();
  for (let i = 0; i < ok + failed; i += 1) {
    sum.requests.add('GET', i < ok ? 200 : 500);
    sum.durations.add(ms);
  }
  return sum;
}

function look(
  tunnels: ProbedTunnel[],
  traffic: Interval = new Interval(),
  servers: Server[] = [],
  licences: Licence[] = [],
) {
  return conditionsOf({ tunnels, servers, licences, recent: () => traffic, now: NOW });
}

const messages = (conditions: ReturnType<typeof look>) => conditions.map(({ message }) => message);

describe('conditionsOf', () => {
  it('finds tunnels that are down, with their own patience, unless nobody wants to know', () => {
    expect(look([testTunnel({ status: DEGRADED })])).toMatchObject([
      { id: 'down a', patience: 30_000, message: 'shop is down: Nothing answers.' },
    ]);
    expect(look([testTunnel({ status: DEGRADED, ...rules({ down: 300 }) })])).toMatchObject([{ patience: 300_000 }]);
    expect(look([testTunnel({ status: DEGRADED, ...rules({ down: null }) })])).toEqual([]);
    expect(look([testTunnel({ status: ONLINE }), testTunnel({ id: 'b' })])).toEqual([]);
  });

  it('makes one trouble of an exit server that takes many tunnels down', () => {
    const tunnels = ['a', 'b', 'c'].map((id) =>
      testTunnel({ id, name: id, status: AWAY, serverLabel: 'exit.example' }),
    );
    expect(look(tunnels)).toMatchObject([
      {
        id: 'server embedded',
        kind: 'server',
        message: 'exit.example cannot be reached: 3 tunnels are down (a, b, c).',
        tunnelIds: ['a', 'b', 'c'],
      },
    ]);
    const [first] = tunnels as [ProbedTunnel];
    expect(messages(look([first]))).toEqual(['exit.example cannot be reached: a is down.']);
    expect(look([{ ...first, ...rules({ server: false }) }])).toMatchObject([{ id: 'down a' }]);
    expect(look([{ ...first, ...rules({ server: false, down: null }) }])).toEqual([]);
  });

  it.each([
    [interval(18, 1), 0],
    [interval(19, 1), 0],
    [interval(190, 10), 0],
    [interval(189, 11), 1],
    [interval(0, 19), 0],
    [interval(0, 20), 1],
  ])('finds more than 5 %% of errors in at least 20 requests', (traffic, count) => {
    expect(look([testTunnel({ status: ONLINE })], traffic)).toHaveLength(count);
    expect(look([testTunnel({ status: ONLINE, ...rules({ errors: null }) })], traffic)).toEqual([]);
  });

  it('says how many errors there are', () =>
    expect(messages(look([testTunnel({ status: ONLINE })], interval(90, 10)))).toEqual([
      'shop answers 10.0 % of its requests with errors (10 of 100 in 5 minutes).',
    ]));

  it('finds slow tunnels where somebody has said what slow is', () => {
    const slow = interval(100, 0, 1500);
    expect(look([testTunnel({ status: ONLINE })], slow)).toEqual([]);
    expect(look([testTunnel({ status: ONLINE, ...rules({ slow: 1000 }) })], slow)).toMatchObject([{ kind: 'slow' }]);
    expect(look([testTunnel({ status: ONLINE, ...rules({ slow: 2000 }) })], slow)).toEqual([]);
  });

  it.each([
    [20, []],
    [13, ['The certificate of shop.example.com ends on 16 May 2026.']],
    [-1, ['The certificate of shop.example.com ended on 2 May 2026.']],
  ])('finds certificates that end in %i days', (days, expected) => {
    const publicUrl = { state: 'ok', certificateExpiresAt: NOW + days * DAY } as const;
    const probes = { ...testTunnel().probes, publicUrl };
    const tunnel = testTunnel({ status: ONLINE, publicUrl: 'https://shop.example.com', probes });
    expect(messages(look([tunnel]))).toEqual(expected);
    expect(look([{ ...tunnel, ...rules({ expiry: false }) }])).toEqual([]);
  });

  it('finds tokens that end within a week, for tunnels that run', () => {
    const server = (days: number) =>
      Server.parse({
        id: 's',
        label: 'exit.example',
        embedded: false,
        connected: true,
        tokenGrant: { label: 'Ada', admin: false, may: '', expiresAt: new Date(NOW + days * DAY).toISOString() },
      });
    const tunnel = testTunnel({ status: ONLINE, serverId: 's' });
    expect(messages(look([tunnel], undefined, [server(6)]))).toEqual([
      'The token for exit.example ends on 9 May 2026: ask for a new one.',
    ]);
    expect(look([tunnel], undefined, [server(8)])).toEqual([]);
    expect(look([{ ...tunnel, status: { state: 'stopped' } }], undefined, [server(6)])).toEqual([]);
  });

  it('finds licences that end within two weeks, of servers that are used', () => {
    const licence = (days: number): Licence => ({
      ...{
        id: 'l',
        licenceId: 'lic_1',
        holder: 'Ada',
        plan: 'Studio',
        kind: 'static',
        issuer: 'Example',
        last4: '1234',
      },
      ...{ limits: { tcp: true }, inUse: { tunnels: 1 }, validFrom: 0, validUntil: NOW + days * DAY, serverIds: ['s'] },
      daysLeft: Math.max(0, days),
      ...{ state: 'valid', message: '', nextStep: '' },
    });
    const tunnel = testTunnel({ status: ONLINE, serverId: 's' });
    expect(messages(look([tunnel], undefined, [], [licence(13)]))).toEqual([
      'The licence Studio by Example ends on 16 May 2026.',
    ]);
    expect(look([tunnel], undefined, [], [licence(15)])).toEqual([]);
    // This computer's clock is ahead: by that of the exit server there is time left, or has been none for long.
    expect(look([tunnel], undefined, [], [{ ...licence(-1), daysLeft: 40 }])).toEqual([]);
    expect(messages(look([tunnel], undefined, [], [{ ...licence(15), daysLeft: 0 }]))).toEqual([
      'The licence Studio by Example ended on 18 May 2026.',
    ]);
    expect(look([{ ...tunnel, serverId: 'other' }], undefined, [], [licence(13)])).toEqual([]);
  });
});
