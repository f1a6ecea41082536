import { describe, expect, it } from 'vitest';
import { testTunnel } from '../electron/desktop/testing/test-tunnel.ts';
import type { MetricsSample } from '../shared/contract/metrics.ts';
import { type AppStatus, statusScreen } from './status-screen.ts';

const NOW = 1_700_000_000_000;

const sample = (part: Partial<MetricsSample> = {}): MetricsSample => ({
  at: 0,
  measured: true,
  requests: { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 },
  ...{ p50: null, p95: null, p99: null, bytesIn: 0, bytesOut: 0, open: 0, connects: 0 },
  ...part,
});

function status(part: Partial<AppStatus> = {}): AppStatus {
  const everything = { servers: [], alerts: [], activity: [], notices: [], tunnels: [] };
  return {
    version: '1.2.3',
    ...everything,
    history: { bytes: 3_145_728, limit: 1024 ** 3 },
    recentSeconds: 300,
    ...part,
  };
}

describe('statusScreen', () => {
  it('says what to do where there is nothing', () =>
    expect(statusScreen(status(), NOW)).toBe(
      'No tunnels yet: share a port with "porthole share PORT" or on the page.\n',
    ));

  it('shows tunnels with their numbers, servers, alerts, notices and what happened last', () => {
    const requests = { ...sample().requests, success: 594, serverError: 6 };
    const screen = statusScreen(
      status({
        tunnels: [
          {
            ...testTunnel({ name: 'shop', status: { state: 'online', since: 0 } }),
            metrics: sample({ requests, p95: 41.7, open: 2 }),
            uptime: [{ days: 1, ratio: 0.9984 }],
          },
          {
            ...testTunnel({
              id: 'b',
              name: 'redis',
              kind: 'tcp',
              upstream: 'tcp://127.0.0.1:6379',
              publicUrl: undefined,
              status: {
                state: 'degraded',
                hop: 'upstream',
                since: 0,
                message: 'Nothing answers.',
                nextStep: 'Start it.',
              },
            }),
            metrics: sample({ measured: false }),
            uptime: [{ days: 1, ratio: null }],
          },
        ],
        servers: [
          {
            id: 's',
            label: 'exit.example',
            embedded: false,
            connected: true,
            rttMs: 12.34,
            transport: 'websocket',
            version: '0.1.0',
          },
        ],
        alerts: [
          { id: 'x', kind: 'down', since: NOW - 120_000, message: 'redis is down: Nothing answers.', tunnelIds: ['b'] },
        ],
        notices: [{ id: 'n', at: 0, level: 'warning', message: 'The settings file was set aside.' }],
        activity: [
          { id: 1, at: NOW - 7_200_000, level: 'info', source: 'alert', message: 'shop is up again.', tunnelIds: [] },
        ],
      }),
      NOW,
    );
    expect(
      screen,
    ).toBe(`NAME   STATUS    PUBLIC URL                  UPSTREAM               SERVER         REQ/S  ERRORS  P95    OPEN  UP 24H
shop   online    http://shop.localhost:8000  http://127.0.0.1:3000  This computer  2.0    1.0 %   42 ms  2     99.8 %
redis  degraded  -                           tcp://127.0.0.1:6379   This computer  -      -       -      -     -

redis: Nothing answers. Start it.

! redis is down: Nothing answers. (for 2 min)

! The settings file was set aside.

SERVER        LINK       ROUND TRIP  VERSION
exit.example  websocket  12.3 ms     0.1.0

2 h ago  shop is up again.

Porthole 1.2.3. Metrics on disk: 3.0 MiB of 1024.0 MiB.
`);
  });

  it('lets nothing that servers and services said move the cursor', () => {
    const hostile = 'a\u001b]0;title\u0007\u009b2J\nb';
    const metrics = { metrics: undefined, uptime: [] };
    const screen = statusScreen(
      status({
        tunnels: [
          {
            ...testTunnel({ name: hostile, serverLabel: hostile, publicUrl: hostile, linkNote: hostile }),
            ...metrics,
            status: { state: 'refused', code: 'not-allowed', message: hostile, nextStep: hostile },
          },
        ],
        servers: [{ id: 's', label: hostile, embedded: false, connected: true, version: hostile }],
        alerts: [{ id: 'x', kind: 'down', since: NOW, message: hostile, tunnelIds: [] }],
        notices: [{ id: 'n', at: 0, level: 'warning', message: hostile }],
        activity: [{ id: 1, at: NOW, level: 'info', source: 'alert', message: hostile, tunnelIds: [] }],
      }),
      NOW,
    );
    expect(screen).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(screen).toMatch(/^! a \]0;title 2J b$/m);
  });
});
