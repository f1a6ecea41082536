import dns from 'node:dns';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemorySettingsFile } from '../../cli/memory-settings-file.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import { trustCertificates } from '../../electron/engine/network/trust.ts';
import { defaultSettings } from '../../electron/engine/settings/settings-schema.ts';
import { issueCa, issueServerCertificate } from '../../exit/tls/issue-certificate.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { eventually } from '../fixtures/eventually.ts';
import { listen, type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

const HOUR_MS = 3_600_000;
/** A name of the company's network: its certificate is signed by a CA that only the settings name. */
const NAME = 'nas.example.com';
const processes = new Processes();
const upstreams: NodeUpstream[] = [];
let engine: Engine;
let caFile: string;
let target: string;

/** As a start of the app finds it: the settings name a CA file, and nothing has read it yet. */
beforeEach(async () => {
  lookUpHere(NAME);
  const folder = await processes.temporaryFolder();
  caFile = join(folder, 'ca.pem');
  const issuer = await issueCa({ name: 'Of a test', lifeMs: HOUR_MS });
  const { certificate, key } = await issueServerCertificate(issuer, { names: [NAME], lifeMs: HOUR_MS });
  await writeFile(caFile, issuer.certificate);
  const service = await listen(createServer({ cert: certificate, key }, (_, answer) => answer.end('secret files')));
  upstreams.push(service);
  target = `https://${NAME}:${service.port}`;
  const settings = new MemorySettingsFile();
  settings.write({ ...defaultSettings(), network: { proxyMode: 'none', caFile } });
  await forgetCertificates();
  engine = await startEngine(undefined, { dataDir: folder, settings });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await engine.stop();
  await forgetCertificates();
  for (const upstream of upstreams.splice(0)) await upstream.close();
  await processes.end();
});

/** This process trusts whom it would without a CA file. */
function forgetCertificates(): Promise<void> {
  return trustCertificates(undefined);
}

/** Lets a name lead to this computer, for this process. */
function lookUpHere(name: string): void {
  const { lookup } = dns;
  vi.spyOn(dns, 'lookup').mockImplementation(((host: string, options: dns.LookupOptions, callback: never) =>
    lookup(host === name ? '127.0.0.1' : host, options, callback)) as typeof dns.lookup);
}

async function share(to: string): Promise<{ id: string; url: string }> {
  const { id } = await engine.tunnels.share({ target: to, kind: 'http', name: 'nas' });
  return { id, url: await eventually('the public URL', () => engine.tunnels.get(id).publicUrl) };
}

async function answerOf(url: URL | string): Promise<string> {
  return (await visit(url)).body.toString();
}

test('a service elsewhere whose CA only the settings name is reached, though nothing has asked for certificates before', async () => {
  const { id, url } = await share(target);
  expect(await answerOf(url)).toBe('secret files');
  await eventually('well', () => engine.tunnels.get(id).status.state === 'online');
});

test('so is one that a path leads to', async () => {
  const site = await startNodeUpstream((_, answer) => answer.end('site'));
  upstreams.push(site);
  const { id, url } = await share(`http://127.0.0.1:${site.port}`);
  await engine.tunnels.setRules(id, {
    ...NO_RULES,
    routes: [{ path: '/files', upstream: target, stripPrefix: true }],
  });
  expect(await answerOf(new URL('/files', url))).toBe('secret files');
});

test('so is one that a captured request is sent to again', async () => {
  const { id, url } = await share(target);
  await visit(url);
  const captured = await eventually('the captured request', async () => {
    const [first] = await engine.requests.log.query({}, undefined, 1);
    return first?.state === 'done' && first;
  });
  engine.tunnels.stopTunnel(id);
  await forgetCertificates();
  const replayed = await engine.requests.log.get(await engine.requests.replay(captured.id, {}));
  expect(replayed.status).toBe(200);
});

test('a CA file that is gone is named, and nothing waits for it', async () => {
  await rm(caFile);
  const { id, url } = await share(target);
  expect((await visit(url)).status).toBe(502);
  const status = await eventually('told', () => {
    const now = engine.tunnels.get(id).status;
    return now.state === 'degraded' && now;
  });
  expect(status).toMatchObject({
    hop: 'upstream',
    message: expect.stringContaining(`The CA file ${caFile} cannot be read`),
    nextStep: 'Choose another CA file under Settings.',
  });
});
