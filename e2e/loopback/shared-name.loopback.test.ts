import { afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../fixtures/eventually.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, type ShareProgram, startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

/** Set to a number of seconds it makes the run under load that long, with a kill a second, as `PORTHOLE_LOAD_SECONDS=20`; without it there are KILLS. */
const LOAD_SECONDS = Number(process.env.PORTHOLE_LOAD_SECONDS ?? 0);
const KILLS = 3;
const KILL_EVERY_MS = 1_000;
const RATE = 100;
/** How long the service takes, ms: at this rate some requests are under way at any client that dies. */
const SLOW_MS = 50;

const processes = new Processes();
const upstreams: NodeUpstream[] = [];

afterEach(async () => {
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

function serve(port: number, exit: ExitProgram): Promise<ShareProgram> {
  return startShare(processes, port, exit, ['--name', 'shop', '--shared']);
}

/** GETs at a steady rate, of which none may fail. */
class Load {
  readonly faults: unknown[] = [];
  answers = 0;
  sent = 0;
  readonly #running = new Set<Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;

  constructor(url: URL) {
    this.#timer = setInterval(() => this.#ask(url), 1_000 / RATE);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
  }

  #ask(url: URL): void {
    const path = `/${this.sent++}`;
    const asked = visit(new URL(path, url))
      .then(({ status, body }) => {
        if (status === 200 && body.toString() === `answer to ${path}`) this.answers++;
        else this.faults.push(`${path}: ${status} ${body.subarray(0, 200)}`);
      })
      .catch((error: unknown) => this.faults.push(error))
      .finally(() => this.#running.delete(asked));
    this.#running.add(asked);
  }
}

/** Ends the oldest of some clients, one after the other, and starts another in its place, so that at least one is there at any time. */
async function endInTurns(clients: ShareProgram[], startAnother: () => Promise<ShareProgram>): Promise<number> {
  const begun = performance.now();
  const isOver = () => (LOAD_SECONDS > 0 ? performance.now() - begun > LOAD_SECONDS * 1_000 : ends >= KILLS);
  const starting = new Set<Promise<unknown>>();
  let ends = 0;
  while (!isOver()) {
    const earliest = performance.now() + (LOAD_SECONDS > 0 ? KILL_EVERY_MS : 0);
    await eventually('two clients', () => clients.length > 1 && performance.now() >= earliest);
    const oldest = clients.shift() as ShareProgram;
    // Most are killed; some are asked to go, which is another way to leave.
    if (++ends % KILLS === 0) oldest.program.signal('SIGTERM');
    else oldest.program.signal('SIGKILL');
    const start = startAnother()
      .then((client) => clients.push(client))
      .finally(() => starting.delete(start));
    starting.add(start);
  }
  await Promise.all(starting);
  return ends;
}

test('100 requests a second lose none while one client of a name after the other is killed', {
  timeout: 120_000,
}, async () => {
  const upstream = await startNodeUpstream((request, response) => {
    setTimeout(() => response.end(`answer to ${request.url}`), SLOW_MS);
  });
  upstreams.push(upstream);
  const exit = await startExit(processes);
  // A third one, so that the next can be killed while its successor is starting.
  const clients = await Promise.all([1, 2, 3].map(() => serve(upstream.port, exit)));
  const load = new Load((clients[0] as ShareProgram).publicUrl);
  let ends: number;
  try {
    ends = await endInTurns(clients, () => serve(upstream.port, exit));
    // The kills may be over before that on a quick machine, or be slow on a busy one.
    await eventually('a second’s worth of requests', () => load.sent > RATE);
  } finally {
    await load.stop();
  }
  expect(load.faults).toEqual([]);
  expect(load.answers).toBe(load.sent);
  expect(ends).toBeGreaterThanOrEqual(LOAD_SECONDS > 0 ? LOAD_SECONDS / 3 : KILLS);
});

describe('two clients with a service each', () => {
  /** Methods that came to each service; a POST is never answered. */
  const came: string[][] = [];

  async function start(): Promise<{ url: URL; clients: ShareProgram[] }> {
    came.splice(0);
    const exit = await startExit(processes);
    const clients: ShareProgram[] = [];
    for (let index = 0; index < 2; index++) {
      const methods: string[] = [];
      came.push(methods);
      const upstream = await startNodeUpstream((request, response) => {
        methods.push(request.method ?? '');
        if (request.method !== 'POST') response.end(`service ${index}`);
      });
      upstreams.push(upstream);
      clients.push(await serve(upstream.port, exit));
    }
    return { url: (clients[0] as ShareProgram).publicUrl, clients };
  }

  test('share the visitors, and a POST under way to the one that is killed is sent nowhere else', async () => {
    const { url, clients } = await start();
    const answers = [];
    for (let index = 0; index < 4; index++) answers.push((await visit(url)).body.toString());
    expect(answers.sort()).toEqual(['service 0', 'service 0', 'service 1', 'service 1']);
    const posted = visit(url, { method: 'POST', body: 'once' });
    const index = await eventually('the POST', () => {
      const at = came.findIndex((methods) => methods.includes('POST'));
      return at >= 0 && `${at}`;
    });
    await clients[Number(index)]?.program.kill();
    const { status, headers } = await posted;
    expect([status, headers['porthole-error']]).toEqual([503, 'client-away']);
    expect((await visit(url)).body.toString()).toBe(`service ${1 - Number(index)}`);
    expect(came.flat().filter((method) => method === 'POST')).toHaveLength(1);
  });

  // It takes the 5 s after which silence counts.
  if (LOAD_SECONDS > 0)
    test('go on when one of them falls silent', async () => {
      const { url, clients } = await start();
      clients[0]?.program.signal('SIGSTOP');
      try {
        const answers = await Promise.all([1, 2, 3, 4].map(() => visit(url)));
        expect(answers.map(({ body }) => body.toString())).toEqual(Array(4).fill('service 1'));
        const next = await Promise.all([1, 2, 3, 4].map(() => visit(url)));
        expect(next.map(({ body }) => body.toString())).toEqual(Array(4).fill('service 1'));
      } finally {
        clients[0]?.program.signal('SIGCONT');
      }
    });
});
