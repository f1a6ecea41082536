import { afterEach, expect, test } from 'vitest';
import { eventually } from '../fixtures/eventually.ts';
import { startNginx } from '../fixtures/nginx.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

const RATE = 50;
/** How long the service takes for an answer, ms: at this rate 15 requests are under way at any moment. */
const SLOW_MS = 300;
/** Answers to wait for before and after the change. */
const ENOUGH = 50;

const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterEach(async () => {
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

/** nginx in front of two exit servers: the second gets what the first does not take. Returns its port. */
async function startBalancer(first: ExitProgram, second: ExitProgram): Promise<number> {
  const upstream = (name: string, a: number, b: number) =>
    `upstream ${name} { server 127.0.0.1:${a} max_fails=0; server 127.0.0.1:${b} backup; keepalive 8; }`;
  const passOn =
    'proxy_http_version 1.1; proxy_next_upstream error timeout http_503; proxy_set_header Host $http_host;';
  const { port } = await startNginx(processes, {
    http: `${upstream('control', first.controlPort, second.controlPort)} ${upstream('data', first.dataPort, second.dataPort)}`,
    server: `
      location = /tunnel {
        proxy_pass http://control; ${passOn}
        proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
      }
      location / { proxy_pass http://data; ${passOn} proxy_set_header Connection ""; }`,
  });
  return port;
}

test('50 requests a second lose none while one exit server drains and a second one takes over', async () => {
  const upstream = await startNodeUpstream((request, response) => {
    setTimeout(() => response.end(`answer to ${request.url}`), SLOW_MS);
  });
  upstreams.push(upstream);
  const first = await startExit(processes, {}, ['--drain-delay', '20', '--access-log']);
  const second = await startExit(processes, {}, ['--access-log']);
  const port = await startBalancer(first, second);
  await startShare(processes, upstream.port, { ...first, controlUrl: `ws://127.0.0.1:${port}` }, ['--name', 'shop']);

  let sent = 0;
  const running = new Set<Promise<unknown>>();
  const answers: string[] = [];
  const faults: unknown[] = [];
  const ask = () => {
    const path = `/${sent++}`;
    const asked = visit(`http://shop.localhost:${port}${path}`)
      .then(({ status, body }) => {
        if (status === 200 && body.toString() === `answer to ${path}`) answers.push(path);
        else faults.push(`${path}: ${status} ${body.subarray(0, 200)}`);
      })
      .catch((error: unknown) => faults.push(error))
      .finally(() => running.delete(asked));
    running.add(asked);
  };
  const load = setInterval(ask, 1_000 / RATE);
  try {
    await eventually('answers over the first, and more under way', () => answers.length >= ENOUGH && running.size > 1);
    first.program.signal('SIGTERM');
    expect(await first.program.ended).toBe(0);
    const before = answers.length;
    await eventually('answers over the second', () => answers.length >= before + ENOUGH || faults.length > 0);
  } finally {
    clearInterval(load);
    await Promise.all(running);
  }
  expect(faults).toEqual([]);
  expect(answers).toHaveLength(sent);
});
