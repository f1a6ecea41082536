import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startNginx } from '../fixtures/nginx.ts';
import { listen, type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, type ShareProgram, startExit, startShare, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { writeRandomFile } from '../fixtures/random-file.ts';
import { startRedis } from '../fixtures/redis.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { openVisit, visit } from '../fixtures/visit.ts';
import { type BuiltWay, DIRECT, OTHER_WAYS } from '../fixtures/ways.ts';

const FILE_MEGABYTES = 64;
const run = promisify(execFile);

// What a service does must not depend on how its app reaches the exit server: the same runs over each way.
for (const way of [DIRECT, ...OTHER_WAYS]) {
  describe.skipIf(!way.available)(`over ${way.name}`, () => {
    const processes = new Processes();
    const upstreams: NodeUpstream[] = [];
    let exit: ExitProgram;
    let built: BuiltWay;

    beforeAll(async () => {
      // All addresses, since no client goes through a proxy to loopback; plain, since the bytes under TLS are the same.
      exit = await startExit(processes, { controlHost: '0.0.0.0' }, ['--no-auto-tls', '--insecure']);
      built = await way.build(processes, exit.controlPort);
    });

    afterAll(async () => {
      await processes.end();
      for (const upstream of upstreams) await upstream.close();
    });

    function share(target: number, name: string, flags: readonly string[] = []): Promise<ShareProgram> {
      const { controlUrl, proxy } = built;
      const env = proxy ? { ALL_PROXY: proxy.href } : {};
      return startShare(processes, target, { ...exit, controlUrl }, ['--name', name, ...flags], env);
    }

    async function shareListener(name: string, listener: Parameters<typeof startNodeUpstream>[0]): Promise<URL> {
      const upstream = await startNodeUpstream(listener);
      upstreams.push(upstream);
      return (await share(upstream.port, name)).publicUrl;
    }

    test('it is this transport, and the share says so where it is not the usual one', async () => {
      const upstream = await startNodeUpstream((_, response) => response.end('hello'));
      upstreams.push(upstream);
      const { program, publicUrl } = await share(upstream.port, 'which');
      expect((await visit(publicUrl)).body.toString()).toBe('hello');
      const note = 'porthole: Connected over HTTP long-polling, because WebSockets are blocked on this network.';
      if (way.transport === 'long-polling') await program.waitForLine(new RegExp(note));
      else expect(program.stderr).not.toContain(note);
      const headers = { authorization: `Bearer ${TOKEN}` };
      const report = await visit(`http://127.0.0.1:${exit.controlPort}/status`, { headers });
      const [session] = JSON.parse(report.body.toString()).sessions;
      expect(session.transport).toBe(way.transport);
    });

    test.skipIf(!isInstalled('nginx'))('a file of 64 MiB arrives whole', async () => {
      const folder = await processes.temporaryFolder();
      const sha256 = await writeRandomFile(join(folder, 'big.bin'), FILE_MEGABYTES);
      const { port } = await startNginx(processes, { server: `root ${folder};` });
      const { publicUrl } = await share(port, 'nginx');
      expect((await visit(new URL('/big.bin', publicUrl))).sha256).toBe(sha256);
    });

    test('an upload of 64 MiB arrives whole', async () => {
      const path = join(await processes.temporaryFolder(), 'upload.bin');
      const sha256 = await writeRandomFile(path, FILE_MEGABYTES);
      const url = await shareListener('upload', namedHash('node'));
      const chunked = await visit(new URL('/chunked', url), { method: 'POST', body: createReadStream(path) });
      expect(chunked.body.toString()).toBe(`node /chunked ${sha256}`);
    });

    test('each server-sent event reaches the visitor before the next is sent, 20 in a row', async () => {
      let sendNext = () => {};
      const url = await shareListener('sse', (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        let count = 0;
        sendNext = () => {
          count += 1;
          response.write(`id: ${count}\ndata: event ${count}\n\n`);
          if (count === 20) response.end();
        };
        response.flushHeaders();
      });
      const response = await openVisit(url);
      const received: string[] = [];
      sendNext();
      // The next event is sent only once this one is here: any buffering on the way would stop the row for ever.
      for await (const chunk of response) {
        received.push(chunk.toString());
        if (received.length < 20) sendNext();
      }
      expect(received).toEqual(Array.from({ length: 20 }, (_, i) => `id: ${i + 1}\ndata: event ${i + 1}\n\n`));
    });

    test('a WebSocket echoes 1 MiB and 1,000 small messages in order', async () => {
      const server = createServer();
      const echo = new WebSocketServer({ server, maxPayload: 4 * 1024 * 1024 });
      echo.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
      const upstream = await listen(server);
      upstreams.push(upstream);
      const url = (await share(upstream.port, 'echo')).publicUrl;
      const socket = new WebSocket(`ws://127.0.0.1:${url.port}/`, { headers: { host: url.host } });
      const received: Buffer[] = [];
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      socket.on('error', reject);
      socket.on('message', (data: Buffer) => {
        received.push(data);
        if (received.length === 1001) resolve();
      });
      await new Promise((opened) => socket.once('open', opened));
      const megabyte = Buffer.alloc(1024 * 1024, 'porthole');
      socket.send(megabyte);
      for (let i = 0; i < 1000; i += 1) socket.send(`message ${i}`);
      await promise;
      expect(received[0]?.equals(megabyte)).toBe(true);
      expect(received.slice(1).map(String)).toEqual(Array.from({ length: 1000 }, (_, i) => `message ${i}`));
      const closed = new Promise((done) => socket.once('close', done));
      socket.close();
      await closed;
      echo.close();
    });

    test.skipIf(!isInstalled('redis-benchmark'))('Redis works over a TCP tunnel', async () => {
      const redis = await startRedis(processes);
      const { publicUrl } = await share(redis.port, 'redis', ['--tcp']);
      expect(publicUrl.protocol).toBe('tcp:');
      const ping = await run('redis-cli', ['-h', '127.0.0.1', '-p', publicUrl.port, 'PING']);
      expect(ping.stdout).toBe('PONG\n');
      const args = [
        '-h',
        '127.0.0.1',
        '-p',
        publicUrl.port,
        '-n',
        '20000',
        '-c',
        '20',
        '-P',
        '4',
        '-t',
        'set,get',
        '--csv',
      ];
      const benchmark = await run('redis-benchmark', args);
      const tests = benchmark.stdout.split('\n').filter((line) => /^"(SET|GET)"/.test(line));
      expect(tests).toHaveLength(2);
      expect(benchmark.stderr).not.toMatch(/error/i);
    });
  });
}
