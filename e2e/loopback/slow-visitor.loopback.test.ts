import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

const GIBIBYTE = 1024 ** 3;
const READ_BYTES = 1024;
const READS = 10;
const ALLOWED_GROWTH = 32 * 1024 * 1024;
const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterAll(async () => {
  await processes.end();
  for (const upstream of upstreams) await upstream.close();
});

/** Resident memory of a process, bytes (proc(5): VmRSS is in KiB). */
async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

test.skipIf(process.platform !== 'linux')('a visitor who reads 1 KiB/s of 1 GiB costs less than 32 MiB', async () => {
  const block = Buffer.alloc(64 * 1024, 'x');
  let sent = 0;
  const upstream = await startNodeUpstream((request, response) => {
    if (request.url !== '/big') return void response.end('small');
    response.writeHead(200, { 'content-length': GIBIBYTE });
    const more = () => {
      while (sent < GIBIBYTE) {
        sent += block.length;
        if (!response.write(block)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  upstreams.push(upstream);
  const exit = await startExit(processes);
  const { publicUrl, program } = await startShare(processes, upstream.port, exit, ['--name', 'slow']);
  // Code and buffers that any traffic brings are not what this is about.
  for (let i = 0; i < 200; i += 1) await visit(publicUrl);
  const measure = async () => (await memoryOf(exit.program.pid)) + (await memoryOf(program.pid));
  const before = await measure();
  const socket = net.connect({ host: '127.0.0.1', port: Number(publicUrl.port) });
  socket.write(`GET /big HTTP/1.1\r\nHost: ${publicUrl.host}\r\n\r\n`);
  let largest = 0;
  for (let i = 0; i < READS; i += 1) {
    // The pace is what is tested here: a reader of 1 KiB/s.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    socket.read(READ_BYTES);
    largest = Math.max(largest, await measure());
    // The others are served meanwhile.
    expect((await visit(publicUrl)).body.toString()).toBe('small');
  }
  socket.destroy();
  expect(sent).toBeLessThan(ALLOWED_GROWTH);
  expect(largest - before).toBeLessThan(ALLOWED_GROWTH);
});
