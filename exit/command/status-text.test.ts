import { describe, expect, it } from 'vitest';
import type { SessionReport, StatusReport } from '../control/status-report.ts';
import { renderStatus } from './status-text.ts';

const SERVER: StatusReport = {
  version: '0.1.0',
  startedAt: '2026-05-03T08:00:00.000Z',
  uptimeSeconds: 93_784,
  draining: false,
  domain: 'exit.example.com',
  controlAddr: '0.0.0.0:8123',
  dataAddr: '0.0.0.0:8000',
  visitorConnections: 3,
  sessions: [],
};

const LAPTOP: SessionReport = {
  id: 'a',
  clientId: '1f3a9b2c',
  clientName: 'laptop',
  clientVersion: '0.1.0',
  platform: 'linux-x64',
  remoteAddress: '203.0.113.9:51234',
  connectedSince: '2026-05-04T10:01:04.000Z',
  rttMs: 12.3,
  streams: 1,
  tunnels: [
    {
      id: 1,
      kind: 'http',
      name: 'blog',
      publicUrl: 'https://blog.exit.example.com',
      upstream: 'http://127.0.0.1:3000',
      health: { healthy: true },
    },
    {
      id: 2,
      kind: 'tcp',
      name: 'db',
      publicUrl: 'tcp://exit.example.com:10000',
      upstream: '127.0.0.1:5432',
      health: { healthy: false, message: 'Nothing listens on 127.0.0.1:5432.' },
    },
  ],
};

const IDLE: SessionReport = {
  ...LAPTOP,
  clientId: '77aa00ff',
  clientName: 'home lab',
  remoteAddress: '[2001:db8::1]:40000',
  connectedSince: '2026-05-03T08:00:10.000Z',
  rttMs: undefined,
  tunnels: [],
};

describe('renderStatus', () => {
  it('lines clients and tunnels up', () => {
    expect(renderStatus({ ...SERVER, sessions: [LAPTOP, IDLE] })).toBe(
      `
Server info
Version              0.1.0
Up since             2026-05-03T08:00:00.000Z (1 d 2 h)
State                running
Control plane        0.0.0.0:8123
Data plane           0.0.0.0:8000
Domain               exit.example.com
Clients              2
Tunnels              2, 1 with an upstream that does not answer
Visitor connections  3

Connected clients
CLIENT ID  NAME      REMOTE ADDRESS       CONNECTED  RTT      TUNNEL                         UPSTREAM               HEALTH
1f3a9b2c   laptop    203.0.113.9:51234    2 min 0 s  12.3 ms  https://blog.exit.example.com  http://127.0.0.1:3000  ok
                                                              tcp://exit.example.com:10000   127.0.0.1:5432         Nothing listens on 127.0.0.1:5432.
77aa00ff   home lab  [2001:db8::1]:40000  1 d 2 h    -        -                              -                      -
`.trimStart(),
    );
  });

  it('says that nobody is connected, and that it shuts down', () => {
    const text = renderStatus({ ...SERVER, draining: true });
    expect(text).toMatch(/^State +shutting down$/m);
    expect(text).toContain('Connected clients\nnone: give somebody a join link\n');
  });

  it('says how many clients serve a name together', () => {
    const [tunnel] = LAPTOP.tunnels;
    const row = (sharedBy: number) =>
      renderStatus({
        ...SERVER,
        sessions: [{ ...LAPTOP, tunnels: tunnel === undefined ? [] : [{ ...tunnel, sharedBy }] }],
      });
    expect(row(3)).toContain('https://blog.exit.example.com (one of 3)');
    expect(row(1)).not.toContain('(one of');
  });

  it('shortens what clients say of themselves, and never an address', () => {
    const long = 'ä😀'.repeat(40);
    const [tunnel] = LAPTOP.tunnels;
    const url = `https://${'a'.repeat(63)}.exit.example.com`;
    const tunnels = tunnel === undefined ? [] : [{ ...tunnel, publicUrl: url, upstream: `http://${long}` }];
    const text = renderStatus({ ...SERVER, sessions: [{ ...LAPTOP, clientName: long, tunnels }] });
    expect(text).toContain(`${'ä😀'.repeat(11)}ä…  203.0.113.9:51234`);
    expect(text).toContain(url);
    expect(text).not.toContain(long);
  });

  it('never says that a client connected in the future', () => {
    const text = renderStatus({ ...SERVER, sessions: [{ ...LAPTOP, connectedSince: '2027-01-01T00:00:00.000Z' }] });
    expect(text).toMatch(/51234 +0 s/);
  });

  it('lets nothing that clients said move the cursor', () => {
    const hostile = 'a\u001b[2J\u009b\nb';
    const tunnel = {
      ...LAPTOP.tunnels[0],
      ...{ id: 1, kind: 'http' as const, name: hostile, publicUrl: hostile, upstream: hostile },
      health: { healthy: false, message: hostile },
    };
    const text = renderStatus({
      ...SERVER,
      sessions: [{ ...LAPTOP, clientId: hostile, clientName: hostile, tunnels: [tunnel] }],
    });
    expect(text).toContain('a [2J b');
    expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});
