import type { PeerName } from '../peers/peer.ts';
import { FILE, LARGE_FILE } from '../peers/upstream.ts';
import { cpuSeconds } from './cpu-time.ts';
import { measureDownload } from './download.ts';
import { measureEcho } from './echo.ts';
import { measureFairness } from './fairness.ts';
import { measureIdleMemory } from './idle-memory.ts';
import type { Measure } from './measure.ts';
import { measureWrk } from './wrk.ts';

/** Connections of the main load: two busy browsers, or a small site. */
const CONNECTIONS = 50;

/** One download takes a tenth of a second, too short for one figure: each run takes the median of some. */
const DOWNLOADS = 5;

const ALL: readonly PeerName[] = ['direct', 'nginx proxy', 'ssh -R', 'porthole http', 'porthole tcp'];

const load: Measure = {
  name: 'load',
  peers: ALL,
  async run(peer, context) {
    const before = cpuSeconds(peer.pids);
    const size = { connections: CONNECTIONS, seconds: context.seconds };
    const { requestsPerSecond, requests, p50, p99, socketErrors } = await measureWrk(peer.web, size, context.signal);
    const cpu = ((cpuSeconds(peer.pids) - before) / requests) * 10_000;
    if (socketErrors) context.onDoubt(peer, `50 connections: ${socketErrors}`);
    return { requests: requestsPerSecond, p50, p99, ...(peer.pids.length > 0 ? { cpu } : {}) };
  },
};

const oneConnection: Measure = {
  name: 'one-connection',
  peers: ALL,
  async run(peer, { seconds, signal }) {
    const { p50 } = await measureWrk(peer.web, { connections: 1, seconds }, signal);
    return { oneP50: p50 };
  },
};

const newConnections: Measure = {
  name: 'new-connections',
  peers: ALL,
  async run(peer, context) {
    const size = { connections: CONNECTIONS, seconds: context.seconds, close: true };
    const { requestsPerSecond, socketErrors } = await measureWrk(peer.web, size, context.signal);
    if (socketErrors) context.onDoubt(peer, `new connections: ${socketErrors}`);
    return { close: requestsPerSecond };
  },
};

const downloads: Measure = {
  name: 'download',
  peers: ALL,
  async run(peer, { signal }) {
    const rates: number[] = [];
    for (let i = 0; i < DOWNLOADS; i++) rates.push(await measureDownload(peer.web, FILE, signal));
    rates.sort((a, b) => a - b);
    return { download: rates[DOWNLOADS >> 1] ?? 0 };
  },
};

const echo: Measure = {
  name: 'echo',
  peers: ALL,
  async run({ name, echo: endpoint }, { seconds, signal }) {
    if (endpoint === undefined) throw new Error(`${name} leads to no echo`);
    return { echo: await measureEcho(endpoint, seconds, signal) };
  },
};

const fairness: Measure = {
  name: 'fairness',
  peers: ['nginx proxy', 'ssh -R', 'porthole http'],
  run: measureFairness,
};

const longLink: Measure = {
  name: 'long-link',
  peers: ['direct, 50 ms', 'porthole http, 50 ms', 'porthole tcp, 50 ms'],
  run: async (peer, { signal }) => ({
    linkFile: await measureDownload(peer.web, FILE, signal),
    linkLargeFile: await measureDownload(peer.web, LARGE_FILE, signal),
  }),
};

const idleMemory: Measure = {
  name: 'idle-memory',
  peers: ['porthole http'],
  startsAll: true,
  run: (_peer, { signal }) => measureIdleMemory(signal),
};

const tls: Measure = {
  name: 'tls',
  peers: ['nginx, TLS', 'porthole http, TLS'],
  async run(peer, context) {
    const size = { connections: CONNECTIONS, seconds: context.seconds };
    const { requestsPerSecond, p50, p99, socketErrors } = await measureWrk(peer.web, size, context.signal);
    if (socketErrors) context.onDoubt(peer, `50 connections: ${socketErrors}`);
    return { tlsRequests: requestsPerSecond, tlsP50: p50, tlsP99: p99 };
  },
};

const capture: Measure = {
  name: 'capture',
  peers: ['porthole, capture off', 'porthole, capture on'],
  async run(peer, context) {
    const before = cpuSeconds(peer.pids);
    const size = { connections: CONNECTIONS, seconds: context.seconds };
    const { requestsPerSecond, requests, p50, p99, socketErrors } = await measureWrk(peer.web, size, context.signal);
    const captureCpu = ((cpuSeconds(peer.pids) - before) / requests) * 10_000;
    if (socketErrors) context.onDoubt(peer, `50 connections: ${socketErrors}`);
    return { captureRequests: requestsPerSecond, captureP50: p50, captureP99: p99, captureCpu };
  },
};

/** In the order in which they run. */
export const MEASURES: readonly Measure[] = [
  load,
  oneConnection,
  newConnections,
  downloads,
  echo,
  fairness,
  tls,
  capture,
  longLink,
  idleMemory,
];
