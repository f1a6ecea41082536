import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCa, issueServerCertificate } from '../../exit/tls/issue-certificate.ts';
import { startNginx } from '../fixtures/nginx.ts';
import { type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, startExit, startShare } from '../fixtures/porthole.ts';
import { Processes, withFreePort } from '../fixtures/processes.ts';
import { writeRandomFile } from '../fixtures/random-file.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { visit } from '../fixtures/visit.ts';

// The runs that every way to the exit server must pass are in data-path.loopback.test.ts.
const FILE_MEGABYTES = 64;
const HOUR_MS = 3_600_000;
const processes = new Processes();
const upstreams: NodeUpstream[] = [];
let exit: ExitProgram;

beforeAll(async () => {
  exit = await startExit(processes);
});

afterAll(async () => {
  await processes.end();
  for (const upstream of upstreams) await upstream.close();
});

async function share(target: number, name: string): Promise<URL> {
  return (await startShare(processes, target, exit, ['--name', name])).publicUrl;
}

async function shareListener(name: string, listener: Parameters<typeof startNodeUpstream>[0]): Promise<URL> {
  const upstream = await startNodeUpstream(listener);
  upstreams.push(upstream);
  return share(upstream.port, name);
}

describe.skipIf(!isInstalled('nginx'))('nginx', () => {
  let url: URL;
  let sha256: string;

  beforeAll(async () => {
    const folder = await processes.temporaryFolder();
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>A site</title><h1>It is served by nginx</h1>');
    sha256 = await writeRandomFile(join(folder, 'big.bin'), FILE_MEGABYTES);
    const { port } = await startNginx(processes, { server: `root ${folder};` });
    url = await share(port, 'nginx');
  });

  test('its site is served with its fields as they are', async () => {
    const page = await visit(url);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html');
    expect(page.headers.server).toMatch(/^nginx/);
    expect(page.body.toString()).toContain('It is served by nginx');
    expect((await visit(new URL('/none', url))).status).toBe(404);
    expect((await visit(url, { headers: { 'if-none-match': page.headers.etag ?? '' } })).status).toBe(304);
    const head = await visit(url, { method: 'HEAD' });
    expect([head.headers['content-length'], head.body.length]).toEqual([page.headers['content-length'], 0]);
  });

  test('eight files of 64 MiB at once arrive whole, and so does a range', async () => {
    const file = new URL('/big.bin', url);
    const all = await Promise.all(Array.from({ length: 8 }, () => visit(file)));
    expect(all.map((answer) => answer.sha256)).toEqual(Array(8).fill(sha256));
    const range = await visit(file, { headers: { range: 'bytes=1000000-1000999' } });
    expect([range.status, range.body.length]).toEqual([206, 1000]);
  });
});

describe.skipIf(!isInstalled('nginx'))('nginx with TLS', () => {
  let url: URL;
  let sha256: string;

  beforeAll(async () => {
    const folder = await processes.temporaryFolder();
    const issuer = await issueCa({ name: 'Of a test', lifeMs: HOUR_MS });
    const { certificate, key } = await issueServerCertificate(issuer, {
      names: ['nobody.example.com'],
      lifeMs: HOUR_MS,
    });
    await writeFile(join(folder, 'cert.pem'), certificate);
    await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 });
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>A site with TLS</title>');
    sha256 = await writeRandomFile(join(folder, 'big.bin'), 8);
    const echo = await startNodeUpstream(namedHash('behind'));
    upstreams.push(echo);
    const { port } = await startNginx(processes, {
      listen: 'ssl',
      server: `
        ssl_certificate ${folder}/cert.pem;
        ssl_certificate_key ${folder}/key.pem;
        root ${folder};
        location /hash { proxy_pass http://127.0.0.1:${echo.port}; }
      `,
    });
    const { publicUrl } = await startShare(processes, `https://localhost:${port}`, exit, ['--name', 'secure']);
    url = publicUrl;
  });

  test('its site, a file and an upload arrive whole', async () => {
    expect((await visit(url)).body.toString()).toContain('A site with TLS');
    const files = await Promise.all(Array.from({ length: 4 }, () => visit(new URL('/big.bin', url))));
    expect(files.map((answer) => answer.sha256)).toEqual(Array(4).fill(sha256));
    const body = Buffer.alloc(3_000_000, 'porthole');
    const upload = await visit(new URL('/hash', url), { method: 'PUT', body });
    expect(upload.body.toString()).toBe(`behind /hash ${createHash('sha256').update(body).digest('hex')}`);
  });
});

test('an upload of 64 MiB with a length arrives whole', async () => {
  const path = join(await processes.temporaryFolder(), 'upload.bin');
  const sha256 = await writeRandomFile(path, FILE_MEGABYTES);
  const url = await shareListener('upload', namedHash('node'));
  const headers = { 'content-length': FILE_MEGABYTES * 1024 * 1024 };
  const counted = await visit(new URL('/counted', url), { method: 'PUT', headers, body: createReadStream(path) });
  expect(counted.body.toString()).toBe(`node /counted ${sha256}`);
});

test("Python's http.server, which speaks HTTP/1.0, serves a file", async () => {
  const folder = await processes.temporaryFolder();
  const sha256 = await writeRandomFile(join(folder, 'file.bin'), 2);
  const port = await withFreePort(async (free) => {
    const args = ['-u', '-m', 'http.server', String(free), '--bind', '127.0.0.1'];
    await processes.start('python3', args, { cwd: folder, ready: /Serving HTTP/ });
    return free;
  });
  const url = await share(port, 'python');
  expect((await visit(new URL('/file.bin', url))).sha256).toBe(sha256);
  expect((await visit(new URL('/none', url))).status).toBe(404);
});

test('the service learns the visitor and the public host, and not what the visitor claims', async () => {
  const url = await shareListener('forwarded', (request, response) => response.end(JSON.stringify(request.headers)));
  const answer = await visit(url, { headers: { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' } });
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    host: url.host,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': url.host,
  });
});
