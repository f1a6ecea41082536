import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { eventually } from '../fixtures/eventually.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

type Engine = Awaited<ReturnType<typeof startEngine>>;
type Upstream = Awaited<ReturnType<typeof startNodeUpstream>>;

let engine: Engine;
let site: Upstream;
let api: Upstream;

beforeAll(async () => {
  [engine, site, api] = await Promise.all([
    startEngine(),
    startNodeUpstream(namedHash('site')),
    startNodeUpstream(namedHash('api')),
  ]);
});

afterAll(async () => {
  await engine.stop();
  await Promise.all([site.close(), api.close()]);
});

test('visitors of an exit server reach another upstream below a path, with and without it, changed live', async () => {
  const { id } = await engine.tunnels.share({ target: String(site.port), kind: 'http', name: 'routed' });
  const url = await eventually('the public URL', () => engine.tunnels.get(id).publicUrl);
  const answerOf = async (path: string) =>
    (await visit(new URL(path, url))).body.toString().replace(/ [0-9a-f]{64}$/, '');
  expect(await answerOf('/api/users')).toBe('site /api/users');
  for (const stripPrefix of [true, false]) {
    const routes = [{ path: '/api', upstream: `http://127.0.0.1:${api.port}`, stripPrefix }];
    await engine.tunnels.setRules(id, { ...NO_RULES, routes });
    const wanted = stripPrefix ? 'api /users?x=1' : 'api /api/users?x=1';
    await eventually('the rule holds', async () => (await answerOf('/api/users?x=1')) === wanted);
    expect(await answerOf('/apis')).toBe('site /apis');
    expect(await answerOf('/')).toBe('site /');
  }
});
