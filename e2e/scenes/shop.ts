import type { Server } from '../../shared/contract/server.ts';
import type { ProbedTunnel } from '../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import { aServer, aService, aTunnel, traffic } from '../fixtures/fake-values.ts';
import { NOW } from './scene.ts';

const MINUTE_MS = 60_000;
const EUROPE = { id: 'europe', label: 'europe.example.com', url: 'wss://europe.example.com:8123', embedded: false };
const ASIA = { id: 'asia', label: 'asia.example.com', url: 'wss://asia.example.com:8123', embedded: false };

/** A shop's developer: servers of two continents besides the one inside the app. */
export const SERVERS: readonly Server[] = [
  aServer(),
  aServer({
    ...EUROPE,
    rttMs: 21.4,
    tokenLast4: 'x9Kq',
    tokenKeeping: 'file',
    tokenState: 'kept',
    pinnedCa: `sha256:${'0123456789abcdef'.repeat(4)}`,
  }),
  aServer({
    ...ASIA,
    connected: false,
    rttMs: undefined,
    tokenLast4: 'Zz01',
    tokenState: 'undecryptable',
    linkNote: 'WebSockets are blocked on the way: long polling is used.',
  }),
];

const ok = (tookMs: number) => ({ state: 'ok', checkedAt: NOW - 4_000, tookMs }) as const;
const WELL: Pick<ProbedTunnel, 'status' | 'probes' | 'serverId' | 'serverLabel'> = {
  status: { state: 'online', since: NOW - 42 * MINUTE_MS },
  probes: { link: ok(21), upstream: ok(1), publicUrl: ok(48) },
  serverId: EUROPE.id,
  serverLabel: EUROPE.label,
};

/** One that all is well with, and that others may look at with a password. */
export const MY_SHOP: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'my-shop',
  publicUrl: 'https://my-shop.europe.example.com',
  rules: {
    ...NO_RULES,
    basicAuth: [{ user: 'ada' }, { user: 'grace' }],
    expiresAt: NOW + 26 * 60 * MINUTE_MS,
  },
});

const LOST = 'asia.example.com: The link to the exit server was lost.';
const AGAIN = 'Porthole tries again by itself.';

/** Over two exit servers, of which one is lost. */
export const TWO_EXITS: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'preview',
  upstream: 'http://127.0.0.1:4321',
  alsoServerIds: [ASIA.id],
  publicUrl: 'https://preview.europe.example.com',
  status: {
    state: 'degraded',
    hop: 'link',
    since: NOW - 9 * MINUTE_MS,
    message: LOST,
    nextStep: AGAIN,
    remedy: 'retry',
    serverId: ASIA.id,
  },
  exits: [
    { ...WELL, publicUrl: 'https://preview.europe.example.com' },
    {
      serverId: ASIA.id,
      serverLabel: ASIA.label,
      status: {
        state: 'reconnecting',
        attempt: 4,
        nextTryAt: NOW + 12_000,
        message: LOST,
        nextStep: AGAIN,
        remedy: 'retry',
      },
      probes: { ...WELL.probes, link: { state: 'failed', message: LOST } },
      publicUrl: 'https://preview.asia.example.com',
    },
  ],
});

/** Whose program was not started. */
export const BROKEN: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'hooks',
  upstream: 'http://127.0.0.1:3000',
  publicUrl: 'https://hooks.europe.example.com',
  status: {
    state: 'degraded',
    hop: 'upstream',
    since: NOW - 3 * MINUTE_MS,
    message: 'Nothing answers on port 3000 since 09:38.',
    nextStep: 'Start your server.',
    remedy: 'edit-upstream',
  },
  probes: { ...WELL.probes, upstream: { state: 'failed', message: 'Nothing answers on port 3000 since 09:38.' } },
});

const REFUSED: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'admin',
  upstream: 'http://127.0.0.1:8080',
  publicUrl: undefined,
  status: {
    state: 'refused',
    code: 'unauthorized',
    message: 'The exit server refused the token: it expired on 3 May.',
    nextStep: 'Enter a new one.',
    remedy: 'enter-token',
  },
  probes: {
    link: { state: 'failed', message: 'The token expired.' },
    upstream: ok(1),
    publicUrl: { state: 'unknown' },
  },
});

const ON_DEMAND: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'docs',
  upstream: 'http://127.0.0.1:8000',
  publicUrl: 'https://docs.europe.example.com',
  onDemand: { command: 'npm run dev', cwd: '/home/ada/docs', startTimeoutSeconds: 60, idleMinutes: 10 },
  onDemandState: { state: 'asleep' },
});

const DATABASE: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'db',
  kind: 'tcp',
  upstream: 'tcp://127.0.0.1:5432',
  publicUrl: 'tcp://europe.example.com:10001',
});

const OVER_THERE: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'redis-6379',
  kind: 'forward',
  upstream: 'tcp://redis.internal:6379',
  localPort: 6379,
  publicUrl: 'tcp://localhost:6379',
});

const STOPPED: ProbedTunnel = aTunnel({
  ...WELL,
  name: 'old-site',
  upstream: 'http://127.0.0.1:8081',
  publicUrl: 'https://old-site.europe.example.com',
  enabled: false,
  status: { state: 'stopped' },
});

/** One of each kind and state. */
export const TUNNELS: readonly ProbedTunnel[] = [
  MY_SHOP,
  TWO_EXITS,
  BROKEN,
  REFUSED,
  ON_DEMAND,
  DATABASE,
  OVER_THERE,
  STOPPED,
];

/** Seconds of the present. */
export const NOW_S = Math.floor(NOW / 1_000);

/** Tunnels of all kinds with their traffic, services that are not shared yet, and servers. */
export function fillShop(engine: FakeEngine): void {
  engine.servers.set([...SERVERS]);
  engine.tunnels.set([...TUNNELS]);
  engine.services.set([
    aService({ port: 5173 }),
    aService({ port: 6006, program: 'storybook', project: 'design-system' }),
    aService({ port: 8025, program: 'mailpit', project: undefined }),
    aService({ port: 9229, program: 'node', project: 'api', kind: 'tcp' }),
  ]);
  engine.metrics.set({
    kind: 'snapshot',
    tunnels: TUNNELS.filter(({ enabled, id }) => enabled && id !== REFUSED.id).map(({ id }, index) => ({
      tunnelId: id,
      // Each has another minute of the same traffic, and less of it.
      samples: traffic(NOW_S - 13 * index, 60, 1 / (index + 1)).map((sample) => ({
        ...sample,
        at: sample.at + 13 * index,
      })),
    })),
  });
  engine.history = { step: 1, samples: traffic(NOW_S, 900) };
}

/** The same with so many that not all are in view. */
export function fillLongShop(engine: FakeEngine): void {
  fillShop(engine);
  const more = Array.from({ length: 12 }, (_unused, index) => ({
    ...MY_SHOP,
    id: `shop-${index}`,
    name: `shop-${index}`,
  }));
  engine.tunnels.set([...TUNNELS, ...more]);
}
