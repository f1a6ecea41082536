import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deviceId } from '../../shared/licence/device-id.ts';
import { LICENCE_PATHS } from '../../shared/licence/licence-api.ts';
import { ask } from '../testing/ask.ts';
import { holdClock } from '../testing/hold-clock.ts';
import { answering, TestClient } from '../testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit } from '../testing/test-exit.ts';
import { makeTestIssuer, type TestIssuer, testLicence } from '../testing/test-issuer.ts';
import { until } from '../testing/until.ts';
import { LicenceStore } from './licence-store.ts';
import type { NewLicence } from './new-licence.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2030-05-03T14:00:00Z');
const CLIENT = 'client-0123456789';
const LABEL = "Ada's laptop";

let issuer: TestIssuer;
let other: TestIssuer;
let now: number;
let store: LicenceStore;
let exit: TestExit;
let clients: TestClient[];

beforeAll(async () => {
  issuer = await makeTestIssuer('Example Exits');
  other = await makeTestIssuer('Other');
});

beforeEach(async () => {
  now = START;
  clients = [];
  store = new LicenceStore(':memory:', { now: () => now });
  exit = await startTestExit({
    licences: { required: true, issuers: [issuer.signer], own: { signer: issuer.signer, store }, now: () => now },
  });
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await exit.server.close();
});

const seconds = (ms: number) => Math.floor(ms / 1_000);

/** A static licence for an hour from now. */
const licence = (part = {}, by = issuer) =>
  testLicence(by, { nbf: seconds(now), exp: seconds(now + HOUR_MS), ...part });

async function connect(text: string | undefined, clientId?: string) {
  const { client, refusal } = await TestClient.connectLicensed(exit, text, clientId);
  clients.push(client);
  return { client, code: refusal?.code, message: refusal?.message };
}

const asked = async (client: TestClient, request: object) => {
  const answer = await client.request(request);
  return answer.type === 'tunnel-refused' ? [answer.code, answer.message] : answer.type;
};

function subscription(part: Partial<NewLicence> = {}): { id: string; key: string } {
  const { record, key } = store.addSubscription({
    ...{ kind: 'subscription', holder: 'Ada', plan: 'Studio', limits: { tcp: false, tunnels: 2 }, devices: 1 },
    startsAt: new Date(now).toISOString(),
    ...part,
  } as NewLicence);
  return { id: record.id, key };
}

async function post(path: string, body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`http://${exit.controlAddr}${path}`, {
    method: 'POST',
    headers: { Connection: 'close' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const json = response.headers.get('content-type') === 'application/json';
  return { status: response.status, answer: json ? JSON.parse(text) : { text } };
}

const place = (key: string, clientId = CLIENT, label = LABEL) => ({ key, device: deviceId(clientId), label });

describe('an exit server that asks for licences', () => {
  it('says so to clients that have none, in words that an old client shows', async () => {
    const { client, code, message } = await connect(undefined);
    expect(code).toBe('licence-required');
    expect(message).toContain('asks for a licence');
    expect(message).toContain('update Porthole');
    await until(() => client.closed !== undefined, 'the end of the session');
    expect(client.closed?.message).toContain('asks for a licence');
    expect((await exit.ask('/status')).status).toBe(200);
  });

  it('lets in who has one, and refuses what is forged, foreign, too early, over or revoked', async () => {
    expect((await connect(await licence())).code).toBeUndefined();
    const [session] = (await (await exit.ask('/status')).json()).sessions;
    expect(session.licence).toEqual({ id: 'lic_0123456789ab', holder: 'Ada', plan: 'Studio' });
    expect((await connect(await licence({}, other))).code).toBe('licence-unknown-issuer');
    const good = await licence();
    expect((await connect(`${good.slice(0, -8)}AAAAAAAA`)).code).toBe('licence-invalid');
    expect((await connect('nonsense')).code).toBe('licence-invalid');
    expect(await connect(await licence({ nbf: seconds(now) + 120 }))).toMatchObject({
      code: 'licence-not-yet-valid',
      message: 'This licence is not valid before 3 May 2030, 14:02 UTC: wait until then, or ask its issuer.',
    });
    expect((await connect(await licence({ exp: seconds(now) }))).code).toBe('licence-expired');
    const dates = { startsAt: new Date(now).toISOString(), endsAt: new Date(now + HOUR_MS).toISOString() };
    const text = { kind: 'static' as const, holder: 'Ada', plan: 'Studio', limits: { tcp: true }, ...dates };
    store.addStatic('lic_0123456789ab', text, { signed: good, kid: issuer.signer.kid });
    expect((await connect(good)).code).toBeUndefined();
    store.revoke('lic_0123456789ab');
    expect(await connect(good)).toMatchObject({
      code: 'licence-revoked',
      message: expect.stringContaining('was revoked on 3 May 2030'),
    });
  });

  it('does not end the older session of a client whose licence it refuses', async () => {
    const { client } = await connect(await licence(), CLIENT);
    expect((await connect(undefined, CLIENT)).code).toBe('licence-required');
    expect((await client.request({ name: 'blog' })).type).toBe('tunnel-opened');
  });

  it('keeps sessions to what the licence says, all of them together', async () => {
    const text = await licence({ limits: { tcp: false, tunnels: 2, names: ['blog', '*-dev'] } });
    const [one, two] = [(await connect(text)).client, (await connect(text)).client];
    expect(await asked(one, { name: 'shop' })).toEqual([
      'not-allowed',
      'The licence "Studio" is for the names blog, *-dev; not shop.',
    ]);
    expect(await asked(one, { kind: 'tcp', name: 'db' })).toEqual([
      'not-allowed',
      expect.stringContaining('no TCP tunnels'),
    ]);
    expect(await asked(one, { name: 'Blog' })).toBe('tunnel-opened');
    expect(await asked(two, { kind: 'private', name: 'a-dev' })).toBe('tunnel-opened');
    expect(await asked(two, { name: 'b-dev' })).toEqual([
      'too-many-tunnels',
      expect.stringContaining('2 tunnels at once'),
    ]);
    expect(
      await asked((await connect(await licence({ jti: 'lic_ba9876543210' }))).client, { kind: 'tcp', name: 'db' }),
    ).toBe('tunnel-opened');
  });

  it('cuts what it says to what a message may carry', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `${'n'.repeat(40)}-${at}`);
    const { client } = await connect(await licence({ limits: { tcp: false, names } }));
    const [code, message] = await asked(client, { name: 'blog' });
    expect([code, message?.length, message?.endsWith('…')]).toEqual(['not-allowed', 1024, true]);
    expect(await asked(client, { name: names[49] })).toBe('tunnel-opened');
  });

  it('lets run what runs when the licence ends, and opens nothing new', async () => {
    const text = await licence();
    const { client } = await connect(text);
    await client.open({ name: 'blog' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    now += HOUR_MS;
    expect(await ask(exit.dataPort, 'blog.localhost')).toMatchObject({ status: 200, text: 'ok' });
    expect(client.closed).toBeUndefined();
    expect(await client.request({ name: 'shop' })).toMatchObject({
      ...{ type: 'tunnel-refused', code: 'not-allowed', licence: 'licence-expired' },
      message: expect.stringContaining('expired on 3 May 2030, 15:00 UTC'),
    });
    expect((await connect(text)).code).toBe('licence-expired');
    client.send({ type: 'licence', licence: await licence() });
    expect(await asked(client, { name: 'shop' })).toBe('tunnel-opened');
  });

  it('says why it does not take another licence, and keeps the one of before', async () => {
    const { client } = await connect(await licence());
    client.send({ type: 'licence', licence: await licence({}, other) });
    expect(await client.next('notice')).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('does not know the issuer'),
    });
    expect(await asked(client, { name: 'blog' })).toBe('tunnel-opened');
  });

  it('answers what a hasty client asks before it is welcomed, in order', async () => {
    const client = new TestClient();
    clients.push(client);
    await client.dial(exit);
    client.hello(1, await licence());
    expect((await client.request({ name: 'hasty' })).type).toBe('tunnel-opened');
    expect(client.messages[0]?.type).toBe('welcome');
  });
});

describe('an exit server that issues subscriptions', () => {
  it('tells whose licences it takes', async () => {
    const response = await fetch(`http://${exit.controlAddr}${LICENCE_PATHS.issuers}`, {
      headers: { Connection: 'close' },
    });
    const { kid } = issuer.signer;
    expect(await response.json()).toEqual({
      required: true,
      activates: true,
      issuers: [{ kid, name: 'Example Exits' }],
    });
  });

  it('activates a key for one computer, whose statement works there and nowhere else', async () => {
    const { key } = subscription();
    const { status, answer } = await post(LICENCE_PATHS.activate, place(key.toLowerCase()));
    expect(status).toBe(200);
    expect((await connect(String(answer.licence), CLIENT)).code).toBeUndefined();
    expect(await connect(String(answer.licence), 'somebody-else')).toMatchObject({
      code: 'licence-other-device',
      message: expect.stringContaining('activated on another computer'),
    });
    const exp = now + 96 * HOUR_MS;
    now = exp - 1_000;
    expect((await connect(String(answer.licence), CLIENT)).code).toBeUndefined();
    now = exp;
    expect(await connect(String(answer.licence), CLIENT)).toMatchObject({
      code: 'licence-expired',
      message: expect.stringContaining('not confirmed by its issuer since 3 May 2030, 14:00 UTC'),
    });
  });

  it('gives as many places as were bought, takes them back, and frees those that nobody asks for', async () => {
    const { key } = subscription({ devices: 2 });
    expect((await post(LICENCE_PATHS.activate, place(key, 'one', 'Ada'))).status).toBe(200);
    expect((await post(LICENCE_PATHS.activate, place(key, 'two', 'Bob'))).status).toBe(200);
    expect((await post(LICENCE_PATHS.activate, place(key, 'one', 'Ada again'))).status).toBe(200);
    const full = await post(LICENCE_PATHS.activate, place(key, 'three', 'Eve'));
    expect(full).toMatchObject({
      status: 409,
      answer: { code: 'licence-device-limit', devices: ['Ada again', 'Bob'] },
    });
    expect(full.answer.message).toContain('is for 2 computers, and is in use on Ada again, Bob');
    expect((await post(LICENCE_PATHS.deactivate, place(key, 'two'))).status).toBe(200);
    expect((await post(LICENCE_PATHS.check, place(key, 'three', 'Eve'))).status).toBe(200);
    now += 95 * HOUR_MS;
    expect((await post(LICENCE_PATHS.check, place(key, 'three', 'Eve'))).status).toBe(200);
    now += HOUR_MS;
    expect((await post(LICENCE_PATHS.check, place(key, 'two', 'Bob'))).status).toBe(200);
  });

  it('ends cancelled ones: no statement, no session, no tunnel, but what runs goes on', async () => {
    const { id, key } = subscription();
    const text = String((await post(LICENCE_PATHS.activate, place(key))).answer.licence);
    const { client } = await connect(text, CLIENT);
    expect(await asked(client, { name: 'blog' })).toBe('tunnel-opened');
    store.revoke(id);
    expect(await post(LICENCE_PATHS.check, place(key))).toMatchObject({
      status: 410,
      answer: { code: 'licence-revoked' },
    });
    expect(await asked(client, { name: 'shop' })).toEqual(['not-allowed', expect.stringContaining('was revoked on')]);
    expect(client.closed).toBeUndefined();
    expect((await connect(text, 'another')).code).toBe('licence-other-device');
    expect((await connect(text, CLIENT)).code).toBe('licence-revoked');
  });

  it('ends them at their time', async () => {
    const { key } = subscription({ endsAt: new Date(now + HOUR_MS).toISOString() });
    const text = String((await post(LICENCE_PATHS.activate, place(key))).answer.licence);
    now += HOUR_MS;
    expect((await connect(text, CLIENT)).message).toContain('expired on 3 May 2030, 15:00 UTC');
    expect(await post(LICENCE_PATHS.check, place(key))).toMatchObject({
      status: 410,
      answer: { code: 'licence-expired' },
    });
  });

  it('says of signed licences what a session would be told', async () => {
    expect(await post(LICENCE_PATHS.check, { licence: await licence() })).toEqual({
      status: 200,
      answer: { valid: true },
    });
    const foreign = await post(LICENCE_PATHS.check, { licence: await licence({}, other) });
    expect(foreign).toMatchObject({ status: 403, answer: { code: 'licence-unknown-issuer' } });
  });

  it('refuses what makes no sense, and stops those who guess', async () => {
    holdClock();
    const { key } = subscription();
    expect((await post(LICENCE_PATHS.activate, '{')).status).toBe(400);
    expect((await post(LICENCE_PATHS.activate, { key })).status).toBe(400);
    expect((await post(LICENCE_PATHS.activate, place(key, CLIENT, 'red \u001b[31mtext'))).status).toBe(400);
    expect((await post(LICENCE_PATHS.activate, place('0000-0000-0000-0000-0001'))).answer.text).toContain('mistyped');
    expect((await post('/licence/other', {})).status).toBe(404);
    const get = await exit.ask(LICENCE_PATHS.activate);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    await get.text();
    // A body that is too long is cut off, or answered by 413: which of the two depends on who is faster.
    const long = await post(LICENCE_PATHS.check, { licence: 'x'.repeat(20_000) }).catch(() => ({ status: 413 }));
    expect(long.status).toBe(413);
    const wrong = subscription().key;
    const elsewhere = new LicenceStore(':memory:');
    const unknown = elsewhere.addSubscription({
      ...{ kind: 'subscription', holder: 'x', plan: 'x', limits: { tcp: false }, devices: 1 },
      startsAt: new Date(now).toISOString(),
    } as NewLicence).key;
    elsewhere.close();
    expect(wrong).not.toBe(unknown);
    for (let guess = 0; guess < 10; guess++) {
      expect(await post(LICENCE_PATHS.activate, place(unknown))).toMatchObject({
        status: 404,
        answer: { code: 'licence-unknown-key' },
      });
    }
    expect((await post(LICENCE_PATHS.activate, place(key))).status).toBe(429);
  });

  it('answers nothing where the server has nothing to do with licences', async () => {
    const plain = await startTestExit();
    const response = await fetch(`http://${plain.controlAddr}${LICENCE_PATHS.issuers}`, {
      headers: { Connection: 'close' },
    });
    expect(response.status).toBe(404);
    const client = await TestClient.connect({ ...plain, token: TEST_TOKEN });
    client.send({ type: 'licence', licence: 'whatever' });
    expect((await client.request({ name: 'blog' })).type).toBe('tunnel-opened');
    client.destroy();
    await plain.server.close();
  });
});
