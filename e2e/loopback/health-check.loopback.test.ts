import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { eventually } from '../fixtures/eventually.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { Pattern } from '../fixtures/pattern.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { openVisit } from '../fixtures/visit.ts';

/** Too much for all buffers on the way: what follows is sent only after the health check was changed. */
const PART_BYTES = 8 * 1024 * 1024;

const processes = new Processes();
let upstream: NodeUpstream;
let engine: Engine;
let otherId: string;
/** Holds the second half of each download back. */
let gate: PromiseWithResolvers<void>;
/** Paths of the health checks that came. */
let checked: string[] = [];

beforeAll(async () => {
  upstream = await startNodeUpstream(async (request, response) => {
    const { url = '' } = request;
    if (!url.startsWith('/download')) {
      checked.push(url);
      return response.writeHead(url === '/ill' ? 503 : 204).end();
    }
    const { promise } = gate;
    const pattern = new Pattern(url);
    response.write(pattern.next(PART_BYTES));
    await promise;
    return response.end(pattern.next(PART_BYTES));
  });
  engine = await startEngine();
  const { controlUrl } = await startExit(processes);
  otherId = (await engine.servers.join(formatJoinLink({ server: controlUrl, token: TOKEN }))).id;
});

afterAll(async () => {
  await engine.stop();
  await processes.end();
  await upstream.close();
});

async function hashOf(answer: IncomingMessage): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of answer) hash.update(chunk);
  return hash.digest('hex');
}

test.each([
  ['one exit server', []],
  ['several', ['other']],
])('another health check counts at once, and drops no download: %s', async (_, others) => {
  gate = Promise.withResolvers();
  const { id } = await engine.tunnels.share({
    target: String(upstream.port),
    kind: 'http',
    name: `checked-${others.length}`,
    serverId: 'embedded',
  });
  if (others.length > 0) await engine.tunnels.update(id, { alsoServerIds: [otherId] });
  const untilState = (state: string) =>
    eventually(state, () => {
      // As it was published, which is a moment later than it is so.
      const tunnel = engine.tunnels.tunnels.value.find((other) => other.id === id);
      return tunnel?.status.state === state && tunnel;
    });
  const tunnel = await untilState('online');
  const urls = tunnel.exits?.map(({ publicUrl }) => publicUrl) ?? [tunnel.publicUrl];
  const paths = urls.map((_, index) => `/download-${id}-${index}`);
  const downloads = await Promise.all(urls.map((url, index) => openVisit(`${url}${paths[index]}`)));
  await Promise.all(downloads.map((download) => once(download, 'readable')));
  const seen = new Set<string>();
  const unsubscribe = engine.tunnels.tunnels.subscribe((tunnels) => {
    const now = tunnels.find((other) => other.id === id);
    if (now) seen.add(now.status.state);
  });

  checked = [];
  await engine.tunnels.update(id, { healthCheck: { path: '/ill', interval: 3600 } });
  await untilState('degraded');
  // Of several exit servers each asks for itself, and another one's answer may be the first.
  const ill = () => engine.tunnels.get(id).probes.upstream.message === 'GET /ill answers 503.';
  await eventually('the reason', ill);
  // In an hour it would be asked again, of its own accord.
  await engine.tunnels.update(id, { healthCheck: { path: '/well', status: 204, interval: 3600 } });
  await untilState('online');
  expect(checked).toContain('/well');
  await engine.tunnels.update(id, { healthCheck: null, alerts: tunnel.alerts });
  expect(engine.tunnels.get(id).healthCheck).toBeUndefined();
  unsubscribe();
  // It was never closed.
  expect([...seen].sort()).toEqual(['degraded', 'online']);

  gate.resolve();
  const sums = await Promise.all(downloads.map(hashOf));
  expect(sums).toEqual(paths.map((path) => Pattern.hash(path, 2 * PART_BYTES)));
});
