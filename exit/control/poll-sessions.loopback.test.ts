import { afterEach, beforeEach, expect, it } from 'vitest';
import { dialPoll } from '../../shared/wire/dial-poll.ts';
import { PIECE_BYTES } from '../../shared/wire/poll-protocol.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { startTestExit, TEST_TOKEN, type TestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

let exit: TestExit;

beforeEach(async () => {
  exit = await startTestExit();
});

afterEach(() => exit.server.close());

const BEARER = `Bearer ${TEST_TOKEN}`;

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const always = { Authorization: BEARER, 'Porthole-Protocol': 'porthole.v1', Connection: 'close' };
  return fetch(`http://${exit.controlAddr}/tunnel/poll${path}`, { ...init, headers: { ...always, ...init.headers } });
}

const post = (path: string, body?: BodyInit, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });

async function open(): Promise<string> {
  const answer = await post('');
  expect(answer.status).toBe(201);
  return `/${(await answer.text()).trim()}`;
}

it('opens a session only with the token and the version, and says so in one line', async () => {
  for (const [headers, status] of [
    [{ Authorization: 'Bearer wrong' }, 401],
    [{ 'Porthole-Protocol': 'porthole.v9' }, 426],
  ] as const) {
    const answer = await post('', undefined, headers);
    expect([answer.status, answer.headers.get('porthole-protocol')]).toEqual([status, 'porthole.v1']);
    expect(await answer.text()).toMatch(/^[^\n]+\n$/);
  }
  expect((await ask('')).status).toBe(405);
  const session = await open();
  expect(session).toMatch(/^\/[\w-]{32}$/);
  expect(await open()).not.toBe(session);
});

it('does not know a session of another token, nor one that is made up', async () => {
  const session = await open();
  const stolen = await ask(`${session}?n=0&ack=0&hold=0`, { headers: { Authorization: 'Bearer another-one' } });
  expect(stolen.status).toBe(404);
  expect((await post(`${session}?n=0`, 'x', { Authorization: 'Bearer another-one' })).status).toBe(404);
  expect((await ask('/no-such-session?n=0&ack=0&hold=0')).status).toBe(404);
});

it('answers a poll whole, with its length, so that nothing on the way waits for more', async () => {
  const session = await open();
  // The exit server's first ping waits there.
  const answer = await ask(`${session}?n=0&ack=0&hold=25`);
  const body = Buffer.from(await answer.arrayBuffer());
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-length')).toBe(String(body.length));
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
  expect(body.length).toBeGreaterThan(0);
  const again = await ask(`${session}?n=0&ack=0&hold=25`);
  expect(Buffer.from(await again.arrayBuffer()).equals(body)).toBe(true);
  expect((await ask(`${session}?n=1&ack=1&hold=0`)).status).toBe(204);
});

it.each([
  ['a poll beyond the window', 'GET', '?n=8&ack=0&hold=0'],
  ['an acknowledgement of what was never sent', 'GET', '?n=5&ack=5&hold=0'],
  ['a poll without a number', 'GET', '?ack=0&hold=0'],
  ['a number that is none', 'GET', '?n=-1&ack=0&hold=0'],
  ['a body beyond the window', 'POST', '?n=4'],
])('refuses %s', async (_what, method, query) => {
  const answer = await ask(`${await open()}${query}`, { method });
  expect(answer.status).toBe(400);
});

it('refuses a body that is too long, and takes one that comes twice once', async () => {
  const session = await open();
  const tooLong = await post(`${session}?n=0`, Buffer.alloc(PIECE_BYTES + 1)).then(
    ({ status }) => status,
    () => 'cut',
  );
  expect([413, 'cut']).toContain(tooLong);
  // Twice the same yamux ping: an answer comes for one of them only.
  const ping = Buffer.from([0, 2, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]);
  expect((await post(`${session}?n=0`, ping)).status).toBe(204);
  expect((await post(`${session}?n=0`, ping)).status).toBe(204);
  let answered = Buffer.alloc(0);
  for (let n = 0; ; n += 1) {
    const answer = await ask(`${session}?n=${n}&ack=${n}&hold=0`);
    if (answer.status === 204) break;
    answered = Buffer.concat([answered, Buffer.from(await answer.arrayBuffer())]);
  }
  expect(answered.toString('hex').split('000200020000000001020304')).toHaveLength(2);
});

it('forgets half a body', async () => {
  const session = await open();
  const visitor = new RawVisitor(exit.controlPort);
  const head = `POST /tunnel/poll${session}?n=0 HTTP/1.1\r\nHost: exit\r\nAuthorization: ${BEARER}\r\n`;
  visitor.write(`${head}Content-Length: 12\r\nExpect: 100-continue\r\n\r\n`);
  // Before, the connection may not even be there.
  await visitor.sees('100 Continue');
  visitor.write('half');
  visitor.destroy();
  await visitor.isClosed();
  expect((await post(`${session}?n=0`, Buffer.from([0, 2, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]))).status).toBe(204);
});

it('ends with the reason, which the client gets once more where the answer was lost', async () => {
  const session = await open();
  // A frame of an unknown version.
  expect((await post(`${session}?n=0`, Buffer.alloc(12, 9))).status).toBe(204);
  let answer = await ask(`${session}?n=0&ack=0&hold=25`);
  for (let n = 1; answer.status === 200; n += 1) answer = await ask(`${session}?n=${n}&ack=${n}&hold=25`);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toContain('yamux protocol');
});

it('tells a client that asks for a WebSocket whose Upgrade got lost', async () => {
  const answer = await fetch(`http://${exit.controlAddr}/tunnel`, { headers: { Connection: 'close' } });
  expect([answer.status, answer.headers.get('porthole-upgrade-missing')]).toEqual([426, 'websocket']);
});

it('counts its requests under one path, and lets go of everything when the exit server ends', async () => {
  const client = await dialPoll({ url: `ws://${exit.controlAddr}`, token: TEST_TOKEN });
  const closed = Promise.withResolvers<string>();
  let bytes = 0;
  client.handler = {
    onBytes: (chunk) => {
      bytes += chunk.length;
    },
    onDrain() {},
    onClose: ({ message }) => closed.resolve(message),
  };
  await until(() => bytes > 0, 'the first bytes');
  const metrics = await (await exit.ask('/metrics')).text();
  expect(metrics).toMatch(/http_controlplane_requests_total\{code="201",path="\/tunnel\/poll"\} 1/);
  expect(metrics).not.toContain('path="/tunnel/poll/');
  await exit.server.close();
  expect(await closed.promise).toMatch(/shutting down|broke/);
});
