import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseJoinLink } from '../../shared/wire/join-link.ts';
import { holdClock } from '../testing/hold-clock.ts';
import { TestClient } from '../testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit, TestLog } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';
import { SharedToken } from '../tokens/shared-token.ts';
import { TokenDatabase } from '../tokens/token-database.ts';

let exit: TestExit;

beforeEach(async () => {
  exit = await startTestExit({
    token: {
      shared: new SharedToken(TEST_TOKEN),
      database: new TokenDatabase({ path: undefined, log: new TestLog() }),
    },
    joinAddress: ({ controlPort }) => ({ server: `ws://127.0.0.1:${controlPort}` }),
  });
});

afterEach(() => exit.server.close());

async function ask(method: string, path: string, body?: unknown, token = TEST_TOKEN) {
  const response = await fetch(`http://${exit.controlAddr}/admin/tokens${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, Connection: 'close' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, value: JSON.parse(await response.text()) };
}

it('makes, lists, rotates and revokes tokens, whose sessions follow', async () => {
  const scope = { names: ['blog'], tcp: [{ from: 10_000, to: 10_010 }] };
  const made = await ask('POST', '', { label: 'Ada', scope, expiresAt: '2100-01-01T00:00:00Z' });
  expect(made).toMatchObject({ status: 201, value: { label: 'Ada', scope, last4: made.value.token.slice(-4) } });
  expect(parseJoinLink(made.value.joinLink)).toEqual({ server: `ws://${exit.controlAddr}`, token: made.value.token });

  const { id, token } = made.value;
  const client = await TestClient.connect({ ...exit, token });
  expect((await client.request({ name: 'shop' })).type).toBe('tunnel-refused');

  const renewed = await ask('POST', `/${id}/rotate`, { overlapSeconds: 3_600 });
  expect(renewed).toMatchObject({ status: 201, value: { id, previous: { last4: token.slice(-4) } } });
  const other = await TestClient.connect({ ...exit, token: renewed.value.token });

  const listed = await ask('GET', '');
  expect(listed).toMatchObject({ status: 200, value: { tokens: [{ id, label: 'Ada' }] } });
  for (const secret of [token, renewed.value.token]) expect(JSON.stringify(listed)).not.toContain(secret.slice(3, 30));
  expect(JSON.stringify(listed)).not.toContain('hash');

  expect(await ask('DELETE', `/${id}`)).toMatchObject({ status: 200, value: { id } });
  for (const session of [client, other]) {
    expect(await session.next('session-ended')).toMatchObject({ code: 'token-revoked' });
    await until(() => session.closed !== undefined, 'the end of the session');
  }
  expect((await ask('GET', '')).value).toEqual({ tokens: [] });
  const logged = JSON.stringify(exit.log.lines);
  for (const what of ['made', 'rotated', 'revoked']) expect(logged).toContain(`a token was ${what}`);
  for (const secret of [token, renewed.value.token]) expect(logged).not.toContain(secret.slice(3, 30));
});

it('is for admins', async () => {
  const plain = (await ask('POST', '', { label: 'plain' })).value.token;
  const admin = (await ask('POST', '', { label: 'admin', scope: { admin: true } })).value.token;
  for (const [method, path] of [
    ['GET', ''],
    ['POST', ''],
    ['DELETE', '/x'],
    ['POST', '/x/rotate'],
  ] as const) {
    expect(await ask(method, path, method === 'POST' ? {} : undefined, plain)).toMatchObject({
      status: 403,
      value: { code: 'not-allowed', message: expect.stringContaining('--admin') },
    });
  }
  expect((await ask('GET', '', undefined, admin)).value.tokens).toHaveLength(2);
  expect((await ask('GET', '', undefined, 'a-wrong-token-0123')).status).toBe(401);
});

it('counts wrong tokens as the rest of the control plane does', async () => {
  holdClock();
  const wrong = () => ask('GET', '', undefined, 'a-wrong-token-0123');
  for (let n = 0; n < 10; n++) expect((await wrong()).status).toBe(401);
  expect((await wrong()).status).toBe(429);
  expect((await ask('GET', '')).status).toBe(429);
});

it.each<[string, string, string, unknown, number, string]>([
  ['no label', 'POST', '', {}, 400, 'label: '],
  ['no JSON', 'POST', '', '{', 400, 'The body is no JSON.'],
  ['another field', 'POST', '', { label: 'x', id: 'tk_1' }, 400, 'id'],
  ['a wrong scope', 'POST', '', { label: 'x', scope: { names: ['a b'] } }, 400, 'scope.names.0: must be names'],
  ['an end in the past', 'POST', '', { label: 'x', expiresAt: '2020-01-01T00:00:00Z' }, 400, 'expiresAt'],
  ['a long body', 'POST', '', `"${'x'.repeat(70_000)}"`, 413, 'at most 65536 bytes'],
  ['a token that is not there', 'DELETE', '/tk_000000000000', undefined, 404, 'there is no token'],
  ['a rotation of one', 'POST', '/tk_000000000000/rotate', {}, 404, 'there is no token'],
  ['too long an overlap', 'POST', '/tk_000000000000/rotate', { overlapSeconds: 1e9 }, 400, 'overlapSeconds'],
  ['another method', 'PUT', '', {}, 404, 'GET and POST'],
  ['another path', 'GET', '/tk_000000000000/secret/x', undefined, 404, 'GET and POST'],
])('refuses %s', async (_what, method, path, body, status, message) => {
  const answer = await ask(method, path, body);
  expect(answer).toMatchObject({ status, value: { message: expect.stringContaining(message) } });
});

it('refuses a label twice', async () => {
  await ask('POST', '', { label: 'Ada' });
  expect(await ask('POST', '', { label: 'Ada' })).toMatchObject({ status: 409, value: { code: 'label-taken' } });
});

it('lets an admin change only so much a minute, and still see the list', async () => {
  holdClock();
  for (let n = 0; n < 60; n++) expect((await ask('DELETE', '/tk_000000000000')).status).toBe(404);
  expect(await ask('DELETE', '/tk_000000000000')).toMatchObject({ status: 429, value: { code: 'bad-request' } });
  expect((await ask('GET', '')).status).toBe(200);
});

it('says where there are no tokens but one for all', async () => {
  await exit.server.close();
  exit = await startTestExit();
  expect(await ask('GET', '')).toMatchObject({ status: 404, value: { message: expect.stringContaining('one token') } });
});
