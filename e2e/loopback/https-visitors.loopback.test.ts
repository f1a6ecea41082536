import { execFile } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import http from 'node:http';
import { constants } from 'node:http2';
import https from 'node:https';
import { join } from 'node:path';
import { text as consumeText } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { gather, Http2Visitor } from '../../exit/testing/http2-visitor.ts';
import { echoSockets } from '../fixtures/echo-sockets.ts';
import { type HttpsExit, startHttpsExit, startHttpsShare } from '../fixtures/https-exit.ts';
import { listen, type NodeUpstream, namedHash } from '../fixtures/node-upstream.ts';
import { TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { writeRandomFile } from '../fixtures/random-file.ts';
import { isInstalled, systemProgram } from '../fixtures/system-program.ts';

const FILE_MEGABYTES = 64;

// Everything is real here: two processes of ours, a certificate of openssl's, and visitors that check it.
describe.skipIf(!isInstalled('openssl'))('visitors over HTTPS', () => {
  const processes = new Processes();
  let exit: HttpsExit;
  let upstream: NodeUpstream;
  let url: URL;

  beforeAll(async () => {
    const server = http.createServer(namedHash('node'));
    echoSockets(server);
    upstream = await listen(server);
    exit = await startHttpsExit(processes);
    url = (await startHttpsShare(processes, upstream.port, exit, 'blog')).publicUrl;
  });

  afterAll(async () => {
    await processes.end();
    await upstream.close();
  });

  test('a WebSocket of the ws library echoes 1 MiB', async () => {
    const sent = randomBytes(1024 * 1024);
    // `servername` is passed on to Node's TLS, but not in the types.
    const options = { ca: exit.ca, servername: url.hostname, headers: { host: url.host } };
    const socket = new WebSocket(`wss://127.0.0.1:${url.port}/echo`, options);
    const came = await new Promise<Buffer>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => resolve(data));
      socket.on('open', () => socket.send(sent));
    });
    expect(came.equals(sent)).toBe(true);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.close();
    await closed;
  });

  test('/metrics tells when the certificates of both planes expire', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const text = await new Promise<string>((resolve, reject) => {
      const asked = https.get(
        `https://127.0.0.1:${exit.controlPort}/metrics`,
        { ca: exit.ca, headers, agent: false },
        (response) => consumeText(response).then(resolve, reject),
      );
      asked.on('error', reject);
    });
    const expiry = Date.parse(new X509Certificate(exit.ca).validTo) / 1000;
    const lines = ['control', 'data'].map(
      (plane) => `exit_certificate_expiry_timestamp_seconds{plane="${plane}"} ${expiry}`,
    );
    expect(text.split('\n').filter((line) => line.startsWith('exit_certificate'))).toEqual(lines);
  });

  test.skipIf(!isInstalled('curl'))('curl uploads 64 MiB over HTTP/2', async () => {
    const path = join(await processes.temporaryFolder(), 'upload.bin');
    const sha256 = await writeRandomFile(path, FILE_MEGABYTES);
    const flags = ['-sS', '--http2', '--cacert', exit.caFile, '-w', '%{stderr}%{http_version} %{http_code}'];
    const args = [...flags, '-T', path, new URL('/up', url).href];
    const { stdout, stderr } = await promisify(execFile)(systemProgram('curl'), args);
    expect([stdout, stderr]).toEqual([`node /up ${sha256}`, '2 200']);
  });

  test.each(['/length', '/chunked'])('the answer of an upstream killed in the middle breaks off: %s', async (path) => {
    const program = await processes.startEntry('e2e/fixtures/half-answer.ts', [], { ready: /^ready on / });
    const [, port] = await program.waitForLine(/^ready on (\d+)$/);
    const shared = await startHttpsShare(processes, Number(port), exit, `killed${path.replace('/', '-')}`);
    const visitor = new Http2Visitor(exit.dataPort, shared.publicUrl.host, exit.ca);
    try {
      expect(await visitor.ask('/whole')).toMatchObject({ status: 200, text: 'whole', rstCode: 0 });
      const stream = visitor.open(path, {}, { endStream: true });
      let orderly = false;
      stream.on('end', () => {
        orderly = true;
      });
      const answer = gather(stream);
      await new Promise((resolve) => stream.once('data', resolve));
      expect(await program.kill()).toBe('SIGKILL');
      expect(await answer).toMatchObject({ status: 200, rstCode: constants.NGHTTP2_INTERNAL_ERROR });
      expect(orderly).toBe(false);
      // The connection goes on, and says what is wrong now.
      const next = await visitor.ask('/whole');
      expect(next).toMatchObject({ status: 502, headers: { 'porthole-error': 'upstream-refused' } });
    } finally {
      visitor.destroy();
    }
  });
});
