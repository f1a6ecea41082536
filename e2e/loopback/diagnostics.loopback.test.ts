import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { connectLocally, type LocalClient } from '../../electron/rpc/local-endpoint.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { eventually } from '../fixtures/eventually.ts';
import { listen, type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { SecretSearch } from '../fixtures/secret-search.ts';
import { visit } from '../fixtures/visit.ts';

/** Several programs one after the other, each of which takes seconds to start where a machine is busy, ms. */
const CHAIN_MS = 180_000;

const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterEach(async () => {
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

// With characters that encodings change.
const ECHOED_TOKEN = 'planted/echoed+token=0123?&%';
const PROXY_PASSWORD = 'planted/proxy+password=45';
const SIGNING = 'planted/signing+secret=67';
const VISITOR_PASSWORD = 'planted/visitor+password=89';
const HEADER = 'planted/header+value=ab';
const COMMAND = 'planted-command-cd';
const PRINTED = 'planted-printed-ef';
const HEALTH = 'planted-health-check-kl';
const WEBHOOK = 'planted-webhook-gh';
const BODY = 'planted/body+of+a+request=ij';

/** An exit server that is not one: it repeats the token of whoever asks in its refusal. */
async function echoingServer(): Promise<string> {
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', ({ headers }, socket) => {
    const body = `I do not know ${headers.authorization}`;
    socket.end(
      `HTTP/1.1 401 Unauthorized\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
  const upstream = await listen(server);
  upstreams.push(upstream);
  return `ws://127.0.0.1:${upstream.port}`;
}

/** Puts a secret into every place of the app that takes one. */
async function plant({ client }: LocalClient): Promise<{ made: string[] }> {
  const exit = await startExit(processes);
  const upstream = await startNodeUpstream((_, response) => response.end('hello'));
  upstreams.push(upstream);
  const { id: serverId } = await client.servers.join({
    joinLink: formatJoinLink({ server: exit.controlUrl, token: TOKEN }),
  });
  const echo = await client.servers.join({
    joinLink: formatJoinLink({ server: await echoingServer(), token: ECHOED_TOKEN }),
  });
  await client.network.update({
    proxyMode: 'own',
    proxyUrl: 'http://proxy.example.com:3128',
    proxyPassword: PROXY_PASSWORD,
  });
  await client.settings.update({ alertWebhook: `https://hooks.example.com/services/${WEBHOOK}` });
  await client.requests.signatures.add({ label: 'shop', provider: 'github', secret: SIGNING });
  const shop = await client.tunnels.share({ target: String(upstream.port), name: 'shop', serverId });
  const { made } = await client.rules.update({
    id: shop.id,
    rules: {
      ...NO_RULES,
      basicAuth: [{ user: 'ada', password: VISITOR_PASSWORD }],
      bearer: [{ label: 'ci' }],
      links: [{ label: 'Eve' }],
      requestHeaders: [{ act: 'set', name: 'X-Api-Key', value: HEADER }],
    },
  });
  const headers = { Authorization: `Bearer ${made.tokens[0]?.token}` };
  await visit(`${shop.publicUrl}/`, { method: 'POST', headers, body: BODY });
  await client.tunnels.update({ id: shop.id, edit: { healthCheck: { path: `/?key=${HEALTH}`, interval: 10 } } });
  const lazy = await client.tunnels.share({ target: '9', name: 'lazy', serverId });
  const onDemand = { command: `echo ${PRINTED}; false ${COMMAND}`, cwd: '/', startTimeoutSeconds: 5, idleMinutes: 10 };
  await client.tunnels.update({ id: lazy.id, edit: { onDemand } });
  await eventually('the command failed', async () => {
    // The tunnel with the command takes the place of the one without it: a visit may come too early.
    await visit(`${lazy.publicUrl}/`);
    for await (const { tunnels } of await client.tunnels.watch())
      return tunnels.some(({ onDemandState }) => onDemandState?.state === 'failed');
  });
  const refused = await client.tunnels.share({ target: String(upstream.port), name: 'echo', serverId: echo.id });
  // The planted token is really told by the server, and shown to its owner.
  expect(JSON.stringify(refused.status)).toContain(ECHOED_TOKEN);
  const told = [...made.tokens.map(({ token }) => token), ...made.links.map(({ url }) => url.split('/').at(-1) ?? url)];
  return { made: told };
}

test('diagnostics of an app that is full of secrets have none of them, whether it runs or not', {
  timeout: CHAIN_MS,
}, async () => {
  const dataDir = await processes.temporaryFolder();
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', dataDir];
  const app = await processes.startEntry('cli/main.ts', args, { ready: /^Porthole is ready at / });
  const [, key = ''] = await app.waitForLine(/#key=(\S+)$/);
  const local = await connectLocally(dataDir);
  if (!local) throw new Error('The app does not answer.');
  const { made } = await plant(local);
  const { text: onPage } = await local.client.diagnostics.collect();
  local.close();
  const running = await processes.startEntry('cli/main.ts', ['diagnostics', '-', '--data-dir', dataDir]);
  expect(await running.ended).toBe(0);
  await app.stop();
  const resting = await processes.startEntry('cli/main.ts', ['diagnostics', '-', '--data-dir', dataDir]);
  expect(await resting.ended).toBe(0);

  const secrets = Object.entries({
    ...{
      TOKEN,
      ECHOED_TOKEN,
      PROXY_PASSWORD,
      SIGNING,
      VISITOR_PASSWORD,
      HEADER,
      COMMAND,
      PRINTED,
      WEBHOOK,
      BODY,
      HEALTH,
      key,
    },
    ...Object.fromEntries(made.map((value, index) => [`made ${index}`, value])),
  }).map(([name, value]) => ({ name, value }));
  const search = new SecretSearch(secrets);
  const bundles = { onPage, running: running.stdout.join('\n'), resting: resting.stdout.join('\n') };
  for (const [where, text] of Object.entries(bundles)) expect(search.find(where, text)).toEqual([]);

  // What helps is there.
  const bundle = JSON.parse(bundles.running);
  expect(bundle).toMatchObject({
    app: { version: expect.any(String), shell: 'browser' },
    versions: { node: expect.any(String) },
    doctor: { done: true, checks: expect.any(Array) },
    settings: { proxyMode: 'own', proxy: 'proxy.example.com:3128', hasProxyPassword: true },
    history: { bytes: expect.any(Number) },
  });
  expect(bundle.settings.alertWebhook).toBe('https://hooks.example.com');
  expect(bundle.tunnels.map(({ name }: { name: string }) => name).toSorted()).toEqual(['echo', 'lazy', 'shop']);
  expect(bundle.timelines).toHaveLength(3);
  expect(bundles.running).toContain('refused the token: I do not know Bearer [removed]');
  expect(JSON.parse(bundles.resting)).toMatchObject({
    app: { shell: 'none' },
    settings: { tunnels: [{ name: expect.any(String) }, {}, {}] },
  });
});
