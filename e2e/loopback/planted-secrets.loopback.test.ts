import { readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkoutEnvironment } from '../../scripts/setup/checkout.js';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import type { ChildProgram } from '../fixtures/child-program.ts';
import { eventually } from '../fixtures/eventually.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { ownAddress } from '../fixtures/own-address.ts';
import { Processes } from '../fixtures/processes.ts';
import { RecordedPage } from '../fixtures/recorded-page.ts';
import { SecretSearch } from '../fixtures/secret-search.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { startTinyproxy, withPassword } from '../fixtures/tinyproxy.ts';
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
const OWNER = 'planted/owner+token=0123?&#%';
const WRONG = 'planted/wrong+token=4567?&#%';
const MISTYPED = 'ph_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlX_2L8BQ3';
/** Another one than that of other tests, who tell it to a proxy on its command line. Of letters and digits, see `startTinyproxy`. */
const PROXY_PASSWORD = 'planted5proxy';
const WRONG_PROXY_PASSWORD = 'planted/proxy+wrong=89';
const SIGNING = 'planted/signing+secret=ab';
const VISITOR_PASSWORD = 'planted/visitor+password=cd';
const VISITOR_COOKIE = 'planted-visitor-cookie-ef';

const PLANTED = {
  'the owner’s token': OWNER,
  'a wrong token': WRONG,
  'a mistyped token': MISTYPED,
  'the proxy’s password': PROXY_PASSWORD,
  'a wrong password of the proxy': WRONG_PROXY_PASSWORD,
  'a webhook’s secret': SIGNING,
  'a visitor’s password': VISITOR_PASSWORD,
  'a visitor’s cookie': VISITOR_COOKIE,
};

/** An exit server that others can reach, since no client goes through a proxy to loopback. */
async function startExit(dataDir: string) {
  const tokenFile = join(await processes.temporaryFolder(), 'token');
  await writeFile(tokenFile, OWNER, { mode: 0o600 });
  const plain = ['--no-auto-tls', '--insecure', '--token-file', tokenFile, '--data-dir', dataDir];
  const logs = ['--log-level', 'debug', '--log-format', 'json', '--access-log'];
  const at = ['--control-addr', `${ownAddress()}:0`, '--data-addr', '127.0.0.1:0', '--tcp-addr', '127.0.0.1'];
  const program = await processes.startEntry('exit/main.ts', [...at, ...plain, ...logs], { ready: /^data plane on / });
  const [, control] = await program.waitForLine(/^control plane on (.*)$/);
  return { program, control: String(control), tokenFile };
}

/** `porthole-exit licence …` on the server's folder. Returns what it prints. */
async function licence(dataDir: string, ...args: string[]): Promise<Record<string, string>> {
  const program = await processes.startEntry('exit/main.ts', ['licence', ...args, '--data-dir', dataDir, '--json']);
  expect(await program.ended).toBe(0);
  return JSON.parse(program.stdout.join(''));
}

/** A folder with a `netstat` that knows of one service. The app's finder would look at every port of this machine, and other tests count who comes to theirs. */
async function netstatOf(port: number): Promise<string> {
  const folder = await processes.temporaryFolder();
  const line = `tcp 0 0 127.0.0.1:${port} 0.0.0.0:* LISTEN ${process.pid}/node`;
  await writeFile(join(folder, 'netstat'), `#!/bin/sh\necho '${line}'\n`, { mode: 0o755 });
  return folder;
}

async function startApp(dataDir: string, programs: string) {
  const program = await processes.startEntry(
    'cli/main.ts',
    ['serve', '--port', '0', '--no-open', '--data-dir', dataDir],
    {
      ready: /^Porthole is ready at /,
      env: { PORTHOLE_LOG_LEVEL: 'debug', PATH: `${programs}${delimiter}${checkoutEnvironment().PATH}` },
    },
  );
  const [, address] = await program.waitForLine(/^Porthole is ready at (\S+)$/);
  return { program, page: await RecordedPage.open(String(address)) };
}

/** Reads a watch to its end, as a page does. */
async function follow(watch: PromiseLike<AsyncIterable<unknown>>): Promise<void> {
  try {
    for await (const _ of await watch);
  } catch {
    // Ends with the connection.
  }
}

function followAll({ client }: RecordedPage): void {
  const { tunnels, servers, licences, services, notices, network, secrets, settings, metrics, requests } = client;
  for (const { watch } of [tunnels, servers, licences, services, notices, network, secrets, settings, metrics])
    void follow(watch());
  void follow(requests.watch({ filter: {} }));
  void follow(requests.signatures.watch());
}

/** What a call was refused with, as text. */
async function refusal(call: PromiseLike<unknown>): Promise<string> {
  return Promise.resolve(call).then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => JSON.stringify(error) + String(error),
  );
}

/** The arguments of all processes that this user can see. */
async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => ''));
  return (await Promise.all(lines)).join('\n').replaceAll('\0', ' ');
}

/** All files of a folder, each by its name. */
async function filesOf(folder: string): Promise<[name: string, content: Buffer][]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(files.map(async (file): Promise<[string, Buffer]> => [file, await readFile(file)]));
}

function outputOf({ stdout, stderr }: ChildProgram): string {
  return [...stdout, ...stderr].join('\n');
}

describe('planted secrets', () => {
  test.skipIf(!isInstalled('tinyproxy'))(
    'are in no log, message, report, file or command line of a whole run',
    { timeout: CHAIN_MS },
    async () => {
      const [exitData, appData] = [await processes.temporaryFolder(), await processes.temporaryFolder()];
      const upstream = await startNodeUpstream((_request, response) => response.end('hello'));
      upstreams.push(upstream);
      const proxy = await startTinyproxy(processes, PROXY_PASSWORD);
      await licence(exitData, 'keygen', '--issuer', 'Example Exits');
      const signed = await licence(exitData, 'issue', '--holder', 'Ada', '--plan', 'Signed', '--expires', '90d');
      const keyed = await licence(exitData, 'issue', '--holder', 'Ada', '--plan', 'Keyed', '--subscription');
      const licences = { 'a signed licence': String(signed.licence), 'the key of a subscription': String(keyed.key) };
      const exit = await startExit(exitData);
      const { program: app, page } = await startApp(appData, await netstatOf(upstream.port));
      const { client } = page;
      followAll(page);
      const server = `ws://${exit.control}`;
      const share = { target: String(upstream.port), name: 'planted' };
      const seen: [where: string, text: string | Buffer][] = [];
      const state = (id: string, wanted: string) =>
        eventually(`the tunnel is ${wanted}`, async () => {
          for await (const { tunnels } of await client.tunnels.watch()) {
            return tunnels.some((tunnel) => tunnel.id === id && tunnel.status.state === wanted);
          }
        });

      // Everything that can be refused with a secret in hand.
      const { id } = await client.servers.join({ joinLink: formatJoinLink({ server, token: WRONG }) });
      const own = { proxyMode: 'own', proxyUrl: withPassword(proxy, WRONG_PROXY_PASSWORD).href } as const;
      await client.network.update(own);
      const tunnel = await client.tunnels.share({ ...share, serverId: id });
      expect(tunnel.status).toMatchObject({ state: 'refused', code: 'proxy-auth' });
      await client.network.update({ proxyPassword: PROXY_PASSWORD });
      await client.tunnels.retry({ id: tunnel.id });
      await state(tunnel.id, 'refused');
      const encoded = encodeURIComponent(OWNER);
      seen.push(
        [
          'the refusal of a link without a server',
          await refusal(client.servers.join({ joinLink: `porthole://join?token=${encoded}` })),
        ],
        ['the refusal of a mistyped token', await refusal(client.servers.setToken({ id, token: MISTYPED }))],
        ['the refusal of two words', await refusal(client.servers.setToken({ id, token: `${OWNER} ${WRONG}` }))],
      );

      // And what goes well.
      await client.servers.setToken({ id, token: OWNER });
      await state(tunnel.id, 'online');
      const made = await client.servers.tokens.create({ id, token: { label: 'Grace', scope: {} } });
      const renewed = await client.servers.tokens.rotate({ id, tokenId: made.record.id, overlapSeconds: 60 });
      const url = String((await client.tunnels.start({ id: tunnel.id })).publicUrl);
      const edit = {
        basicAuth: [{ user: 'ada', password: VISITOR_PASSWORD }],
        bearer: [{ label: 'ci' }],
        links: [{ label: 'Eve' }],
      };
      const { made: rules } = await client.rules.update({ id: tunnel.id, rules: { ...NO_RULES, ...edit } });
      const [bearer, link] = [String(rules.tokens[0]?.token), String(rules.links[0]?.url)];
      expect((await visit(`${url}/`, { headers: { Authorization: `Bearer ${bearer}` } })).status).toBe(200);
      expect((await visit(`${url}/`, { headers: { Authorization: `Bearer ${WRONG}` } })).status).toBe(401);
      expect((await visit(link, { method: 'POST' })).headers['set-cookie']?.join()).toContain('porthole-link=');
      const credentials = Buffer.from(`ada:${VISITOR_PASSWORD}`).toString('base64');
      const headers = { Authorization: `Basic ${credentials}`, Cookie: `session=${VISITOR_COOKIE}` };
      expect((await visit(`${url}/private`, { headers })).body.toString()).toBe('hello');
      for (const text of Object.values(licences)) await client.licences.import({ text });
      seen.push([
        'the refusal of a damaged licence',
        await refusal(client.licences.import({ text: `${signed.licence}x` })),
      ]);
      await client.requests.signatures.add({ label: 'shop', provider: 'github', secret: SIGNING });
      const { requests } = await eventually('the captured request', async () => {
        const found = await client.requests.query({ filter: {} });
        return found.requests.length > 0 && found;
      });
      const request = { id: Number(requests[0]?.id) };
      await client.requests.get(request);
      seen.push(['the command for curl', (await client.requests.curl(request)).command]);
      seen.push(['the HAR export', JSON.stringify(await client.requests.har({ filter: {} }))]);
      await client.secrets.move({ to: 'memory' });
      await client.secrets.move({ to: 'file' });
      const asked = ['/status', '/metrics', '/healthz', '/admin/tokens'].map(
        async (path): Promise<[string, string]> => {
          const answer = await fetch(`http://${exit.control}${path}`, {
            headers: { Authorization: `Bearer ${OWNER}`, Connection: 'close' },
          });
          expect(answer.status).toBe(200);
          return [path, await answer.text()];
        },
      );
      seen.push(...(await Promise.all(asked)), ['a command line', await commandLines()]);
      const status = await processes.startEntry('cli/main.ts', ['status', '--json', '--data-dir', appData]);
      expect(await status.ended).toBe(0);
      seen.push(['“porthole status”', outputOf(status)]);
      await client.servers.tokens.revoke({ id, tokenId: made.record.id });

      page.close();
      await app.stop();
      await exit.program.stop();
      seen.push(['the log of the app', outputOf(app)], ['the logs of the exit server', outputOf(exit.program)]);
      seen.push(...(await filesOf(appData)), ...(await filesOf(exitData)));
      // What is searched is really there.
      expect(outputOf(app)).toContain('refused');
      expect(outputOf(exit.program)).toContain('client connected');
      expect(outputOf(exit.program)).toContain('/private');
      expect(seen.map(([where]) => where).join()).toContain('settings.json');
      for (const shown of ['Grace', 'Signed', 'Keyed']) expect(page.messages.join()).toContain(shown);

      const all = Object.entries({
        ...PLANTED,
        'a token made in the page': made.token,
        'its next secret': renewed.token,
        ...licences,
        'a token of a rule': bearer,
        'the address of a visitor’s link': new URL(link).pathname.split('/').at(-1) ?? link,
      });
      const search = new SecretSearch(all.map(([name, value]) => ({ name, value })));
      expect(seen.flatMap(([where, text]) => search.find(where, text))).toEqual([]);
      // A token that was made is told in one message, once.
      const told = [made.token, renewed.token, bearer];
      const others = page.messages.filter((message) => !told.some((token) => message.includes(token)));
      expect(page.messages.length - others.length).toBe(told.length);
      expect(others.flatMap((message) => search.find('a message to the page', message))).toEqual([]);
    },
  );

  test.each([
    ['as it is', OWNER],
    ['in JSON', JSON.stringify({ msg: `Bearer ${VISITOR_PASSWORD}` })],
    ['in base64 behind a user name', Buffer.from(`ada:${VISITOR_PASSWORD}`).toString('base64')],
    ['in base64 behind two characters more', Buffer.from(`Bearer ${OWNER}`).toString('base64')],
    ['in base64url', Buffer.from(OWNER).toString('base64url')],
    ['in a URL', `GET /?token=${encodeURIComponent(OWNER)} HTTP/1.1`],
    ['in a URL in lower case', encodeURIComponent(OWNER).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ['in a form', new URLSearchParams({ token: OWNER }).toString()],
  ])('would be found %s, were one planted in a log on purpose', (_form, text) => {
    const search = new SecretSearch(Object.entries(PLANTED).map(([name, value]) => ({ name, value })));
    const line = `{"level":20,"msg":"something happened"}\n{"level":20,"msg":"${text}"}\n`;
    expect(search.find('the log', line).join()).toMatch(/, in the log$/);
    expect(search.find('the log', Buffer.from(line))).not.toEqual([]);
    expect(search.find('the log', '{"level":20,"msg":"something happened"}')).toEqual([]);
  });
});
