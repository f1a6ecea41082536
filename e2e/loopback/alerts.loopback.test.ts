import http from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { AlertRules } from '../../shared/contract/alert.ts';
import { listen, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

/** The shortest that may be set, s: then it is told of at the next look. */
const RULES = AlertRules.parse({ down: 5 });
/** Patience, a look every 5 s and the calm of 10 s afterwards, on a machine that may be busy. */
const SOON = { timeout: 60_000, interval: 100 };

/** A receiver of webhooks that keeps what it got. */
async function startReceiver() {
  const messages: { kind: string; state: string; message: string; tunnels: { name: string }[] }[] = [];
  const receiver = await startNodeUpstream(async (request, response) => {
    // The engine looks who listens on this computer, and asks it for its title.
    if (request.method === 'POST') messages.push(JSON.parse(await text(request)));
    response.writeHead(204).end();
  });
  onTestFinished(() => receiver.close());
  return { messages, url: `http://127.0.0.1:${receiver.port}/alerts` };
}

test('a service that goes down and comes back is told of once each: in the activity, and to a real webhook', {
  timeout: 180_000,
}, async () => {
  const processes = new Processes();
  onTestFinished(() => processes.end());
  const { messages, url } = await startReceiver();
  const upstream = await startNodeUpstream(namedHash('shop'));
  const engine = await startEngine(await startExit(processes));
  onTestFinished(() => engine.stop());
  engine.settings.update({ preferences: { ...engine.settings.value.preferences, alertWebhook: url } });
  const serverId = engine.servers.servers.value.find(({ embedded }) => !embedded)?.id;
  const { id, publicUrl = '' } = await engine.tunnels.share({
    target: String(upstream.port),
    kind: 'http',
    name: 'shop',
    serverId,
  });
  await engine.tunnels.update(id, { alerts: RULES });
  const state = () => engine.tunnels.get(id).status.state;
  await expect.poll(state, SOON).toBe('online');

  await upstream.close();
  expect((await visit(publicUrl)).status).toBe(502);
  await expect.poll(() => messages.length, SOON).toBe(1);
  expect(messages[0]).toMatchObject({ kind: 'down', state: 'fired', tunnels: [{ name: 'shop' }] });
  expect(messages[0]?.message).toContain(`Nothing answers on 127.0.0.1:${upstream.port}`);
  expect(engine.alerts.watch.active.value).toMatchObject([{ kind: 'down', tunnelIds: [id] }]);

  const again = await listen(http.createServer(namedHash('shop')), upstream.port);
  onTestFinished(() => again.close());
  await expect.poll(state, SOON).toBe('online');
  await expect.poll(() => messages.length, SOON).toBe(2);
  expect(messages[1]).toMatchObject({ kind: 'down', state: 'cleared', message: 'shop is up again.' });
  expect(engine.alerts.watch.active.value).toEqual([]);
  const told = engine.activity.entries.value.filter(({ source }) => source === 'alert');
  expect(told.map(({ level }) => level)).toEqual(['info', 'error']);
});
