import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LicenceStore } from '../../../exit/licences/licence-store.ts';
import type { NewLicence } from '../../../exit/licences/new-licence.ts';
import { startTestExit, TEST_TOKEN, type TestExit, TestLog } from '../../../exit/testing/test-exit.ts';
import { makeTestIssuer, type TestIssuer, testLicence } from '../../../exit/testing/test-issuer.ts';
import { until } from '../../../exit/testing/until.ts';
import { KeyStore } from '../../../exit/tls/key-store.ts';
import { OwnCa } from '../../../exit/tls/own-ca.ts';
import type { Licence } from '../../../shared/contract/licence.ts';
import { FakeClock } from '../../../shared/wire/fake-clock.ts';
import { formatJoinLink } from '../../../shared/wire/join-link.ts';
import type { Engine } from '../engine.ts';
import { RequestError } from '../request-error.ts';
import { KeyFileCipher } from '../secrets/key-file-cipher.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { TestSettingsFile, testEngine } from '../testing/test-engine.ts';
import { startHttpUpstream } from '../testing/upstreams.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const START = Date.parse('2030-05-03T14:00:00Z');

let issuer: TestIssuer;
/** Time of day. */
let now: number;
/** By how much this computer's clock is ahead of it. */
let ahead: number;
let clock: FakeClock;
let store: LicenceStore;
let exit: TestExit;
let engine: Engine;
let serverId: string;
let settings: TestSettingsFile;

async function startExit(options: { controlPort?: number; required?: boolean } = {}): Promise<TestExit> {
  store = new LicenceStore(':memory:', { now: () => now });
  return startTestExit({
    controlAddr: { host: '127.0.0.1', port: options.controlPort ?? 0 },
    licences: {
      ...{ required: options.required ?? true, issuers: [issuer.signer], now: () => now },
      own: { signer: issuer.signer, store },
    },
  });
}

beforeEach(async () => {
  now = START;
  ahead = 0;
  clock = new FakeClock();
  issuer = await makeTestIssuer('Example Exits');
  exit = await startExit();
  settings = new TestSettingsFile();
  engine = testEngine({ settings, clock, now: () => now + ahead });
  await engine.start();
  const link = formatJoinLink({ server: `ws://${exit.controlAddr}`, token: TEST_TOKEN });
  serverId = (await engine.servers.join(link)).id;
});

afterEach(async () => {
  await engine.stop();
  await exit.server.close();
});

const seconds = (ms: number) => Math.floor(ms / 1_000);
const licences = () => engine.licences.licences.value;
const only = (): Licence => {
  const [licence, ...others] = licences();
  if (licence === undefined || others.length > 0) throw new Error(`There are ${licences().length} licences.`);
  return licence;
};
const notices = () => engine.notices.notices.value.map(({ message }) => message);

/** Both clocks go on, and what falls due is done. */
function pass(ms: number): void {
  now += ms;
  clock.advance(60_000);
}

const signed = (part = {}) => testLicence(issuer, { nbf: seconds(now), exp: seconds(now + 60 * DAY_MS), ...part });

function subscription(part: object = {}, by = store): { id: string; key: string } {
  const { record, key } = by.addSubscription({
    ...{ kind: 'subscription', holder: 'Ada', plan: 'Studio', limits: { tcp: false, tunnels: 2 }, devices: 1 },
    ...{ startsAt: new Date(now).toISOString(), ...part },
  } as NewLicence);
  return { id: record.id, key };
}

async function refusal(text: string): Promise<RequestError> {
  const error = await engine.licences.import({ text, serverId }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RequestError) return error;
  throw new Error(`It was not refused: ${error}`);
}

describe('licences of the app: signed ones', () => {
  it('are imported, presented, counted, kept in the vault only, and forgotten', async () => {
    const text = await signed({ limits: { tcp: false, tunnels: 1 } });
    const upstream = await startHttpUpstream((_request, response) => response.end('hello'));
    const refused = await engine.tunnels.share({ target: `127.0.0.1:${upstream.port}`, name: 'hello', serverId });
    expect(refused.status).toMatchObject({ state: 'refused', code: 'licence-required' });
    const imported = await engine.licences.import({ text: `"${text}"\n`, serverId });
    expect(imported).toMatchObject({
      ...{ holder: 'Ada', plan: 'Studio', kind: 'static', issuer: 'Example Exits', state: 'valid', nextStep: '' },
      ...{ limits: { tcp: false, tunnels: 1 }, daysLeft: 60, serverIds: [serverId], last4: text.slice(-4) },
    });
    await until(() => only().inUse.tunnels === 1, 'the tunnel, which was refused, to open by itself');
    const second = await engine.tunnels.share({ target: `127.0.0.1:${upstream.port}`, name: 'second', serverId });
    expect(second.status).toMatchObject({ state: 'refused', code: 'too-many-tunnels' });
    expect(JSON.stringify([settings.content, licences()])).not.toContain(text.slice(-40));
    await engine.licences.remove(imported.id);
    expect(licences()).toEqual([]);
    await expect(engine.licences.remove(imported.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are used, and removed, though the disk is too full for the settings', async () => {
    const upstream = await startHttpUpstream((_request, response) => response.end('hello'));
    const refused = await engine.tunnels.share({ target: `127.0.0.1:${upstream.port}`, name: 'hello', serverId });
    expect(refused.status).toMatchObject({ state: 'refused', code: 'licence-required' });
    settings.isFull = true;
    expect((await refusal(await signed())).message).toContain('The disk is full');
    expect(only()).toMatchObject({ state: 'valid', serverIds: [serverId] });
    await until(() => engine.tunnels.get(refused.id).publicUrl !== undefined, 'the tunnel to open by itself');
    const { id } = only();
    await expect(engine.licences.remove(id)).rejects.toThrow('The disk is full');
    expect(licences()).toEqual([]);
    settings.isFull = false;
  });

  it('are refused at once where the exit server would refuse them', async () => {
    const other = await makeTestIssuer('Other');
    expect(await refusal(await testLicence(other))).toMatchObject({
      ...{
        code: 'INVALID',
        field: 'serverId',
        message: '127.0.0.1 does not take licences of Other: choose the exit server that it is for.',
      },
    });
    const good = await signed();
    expect(await refusal(`${good.slice(0, -6)}AAAAAA`)).toMatchObject({
      field: 'text',
      message: expect.stringContaining('signature'),
    });
    expect(await refusal(good.slice(5))).toMatchObject({ field: 'text', message: expect.stringContaining('damaged') });
    expect((await refusal(await signed({ exp: seconds(now) }))).message).toContain('expired on');
    expect((await refusal('porthole://licence?key=abc')).message).toContain('no licence key');
    await expect(engine.licences.import({ text: good, serverId: 'embedded' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(licences()).toEqual([]);
  });

  it('that begin later are kept until then, when what was refused is tried again', async () => {
    const upstream = await startHttpUpstream((_request, response) => response.end('hello'));
    const text = await signed({ nbf: seconds(now + DAY_MS) });
    const state = { state: 'not-yet-valid', message: expect.stringContaining('not valid before') };
    expect(await engine.licences.import({ text })).toMatchObject(state);
    const share = await engine.tunnels.share({ target: `127.0.0.1:${upstream.port}`, name: 'hello', serverId });
    expect(share.status).toMatchObject({ state: 'refused', code: 'licence-not-yet-valid' });
    pass(DAY_MS);
    await until(() => only().state === 'valid', 'the licence to begin');
    await until(() => engine.tunnels.get(share.id).publicUrl !== undefined, 'the tunnel to open');
  });

  it('of a server that was removed are for the same one when it is joined anew', async () => {
    await engine.licences.import({ text: await signed(), serverId });
    await engine.servers.remove(serverId);
    pass(60_000);
    await until(() => only().state === 'unknown-issuer', 'the removal to be noticed');
    const link = formatJoinLink({ server: `ws://${exit.controlAddr}`, token: TEST_TOKEN });
    const { id } = await engine.servers.join(link);
    pass(60_000);
    await until(() => only().state === 'valid' && only().serverIds[0] === id, 'the server to be found again');
  });

  it('warn once each at 30, 7 and 1 days, and end', async () => {
    const { id } = await engine.licences.import({
      text: await signed({ exp: seconds(now + 31 * DAY_MS), url: 'https://shop.example/' }),
    });
    expect(notices()).toEqual([]);
    pass(DAY_MS + 1_000);
    await until(() => notices().length === 1, 'the first warning');
    expect(notices()[0]).toMatch(
      /^The licence “Studio” of Example Exits ends in 30 days, on .*\. Renew it at https:\/\/shop\.example\/\.$/,
    );
    for (let days = 29; days > 0; days--) {
      pass(DAY_MS);
      await until(() => only().daysLeft === days, `day ${days}`);
      expect(notices()).toHaveLength(days > 7 ? 1 : days > 1 ? 2 : 3);
    }
    expect(notices()[2]).toContain('ends in a day');
    pass(DAY_MS);
    expect(only()).toMatchObject({ id, state: 'expired', daysLeft: 0, nextStep: 'Renew it at https://shop.example/.' });
    expect(notices()).toHaveLength(3);
  });

  it('are known as revoked after the next check, and as of an unknown issuer when the server stops to take them', async () => {
    const text = await signed();
    const dates = { startsAt: new Date(now).toISOString(), endsAt: new Date(now + DAY_MS).toISOString() };
    store.addStatic(
      'lic_0123456789ab',
      { kind: 'static', holder: 'Ada', plan: 'Studio', limits: { tcp: true }, ...dates },
      { signed: text, kid: issuer.signer.kid },
    );
    const { id } = await engine.licences.import({ text });
    store.revoke('lic_0123456789ab');
    expect(await engine.licences.recheck(id)).toMatchObject({
      state: 'revoked',
      message: expect.stringContaining('was revoked on'),
    });
    const { controlPort } = exit;
    await exit.server.close();
    issuer = await makeTestIssuer('Successor');
    exit = await startExit({ controlPort });
    expect(await engine.licences.recheck(id)).toMatchObject({
      ...{
        state: 'unknown-issuer',
        serverIds: [],
        message: 'None of your exit servers takes licences of Example Exits.',
      },
    });
  });

  it('are known as revoked once a tunnel is refused, which opens as soon as another one is there', async () => {
    const upstream = await startHttpUpstream((_request, response) => response.end('hello'));
    const dates = { startsAt: new Date(now).toISOString(), endsAt: new Date(now + DAY_MS).toISOString() };
    const text = await signed();
    store.addStatic(
      'lic_0123456789ab',
      { kind: 'static', holder: 'Ada', plan: 'Studio', limits: { tcp: true }, ...dates },
      { signed: text, kid: issuer.signer.kid },
    );
    await engine.licences.import({ text });
    const share = (name: string) => engine.tunnels.share({ target: `127.0.0.1:${upstream.port}`, name, serverId });
    const first = await share('first');
    store.revoke('lic_0123456789ab');
    const second = await share('second');
    expect(second.status).toMatchObject({ state: 'refused', code: 'licence-revoked', remedy: 'add-licence' });
    await until(() => only().state === 'revoked', 'the licence to be asked about');
    expect(engine.tunnels.get(first.id).status.state).not.toBe('refused');
    await engine.licences.import({ text: await signed({ jti: 'lic_ba9876543210' }) });
    await until(() => engine.tunnels.get(second.id).publicUrl !== undefined, 'the second tunnel to open');
  });

  it('that cannot be checked yet are kept, and found good when the server is back', async () => {
    const text = await signed();
    const { controlPort } = exit;
    await exit.server.close();
    expect(await engine.licences.import({ text, serverId })).toMatchObject({
      state: 'unchecked',
      serverIds: [serverId],
    });
    exit = await startExit({ controlPort });
    pass(HOUR_MS);
    await until(() => only().state === 'valid', 'the check after an hour');
  });

  it('say by how much this computer’s clock is off', async () => {
    const text = await signed({ exp: seconds(now + DAY_MS) });
    ahead = 3 * HOUR_MS;
    const licence = await engine.licences.import({ text });
    expect(licence).toMatchObject({
      state: 'valid',
      nextStep: expect.stringMatching(/^Set this computer’s date and time right/),
    });
    expect(licence.message).toMatch(/^It is valid until .* This computer’s clock is off by 3 h: it is ahead\.$/);
    ahead = 2 * DAY_MS;
    expect(await engine.licences.recheck(licence.id)).toMatchObject({
      state: 'clock-off',
      message: 'This computer’s clock is off by 2 days: it is ahead. The licence itself is valid.',
    });
  });
});

describe('licences of the app: subscriptions', () => {
  it('are activated by their key, re-checked daily, and given back', async () => {
    const { key } = subscription();
    const licence = await engine.licences.import({ text: ` ${key.toLowerCase()} `, serverId });
    expect(licence).toMatchObject({
      ...{ kind: 'subscription', state: 'valid', message: 'It goes on until it is cancelled.', last4: key.slice(-4) },
      serverIds: [serverId],
    });
    expect(licence).not.toHaveProperty('validUntil');
    expect(store.list()[0]?.devices?.active).toHaveLength(1);
    const first = await engine.licences.present(serverId);
    pass(DAY_MS - 1);
    await until(() => (only().checkedAt ?? 0) > START + HOUR_MS, 'the daily check');
    expect(await engine.licences.present(serverId)).not.toBe(first);
    expect(JSON.stringify([settings.content, licences()])).not.toMatch(new RegExp(`${key}|${first?.slice(-40)}`));
    const held = engine.secrets.view.value.secrets.find(({ kind }) => kind === 'licence');
    expect(held).toMatchObject({ label: 'Studio', licenceId: licence.id, state: 'kept', keeping: 'memory' });
    await engine.secrets.remove(held?.id ?? '');
    expect(licences()).toEqual([]);
    expect(store.list()[0]?.devices?.active).toEqual([]);
  });

  it('are given back, and forgotten by the vault, once a removal is written that found a full disk', async () => {
    const dataDir = await temporaryFolder();
    const file = new TestSettingsFile();
    const other = testEngine({ dataDir, settings: file, cipher: KeyFileCipher.of(dataDir), clock, now: () => now });
    await other.start();
    const joined = await other.servers.join(formatJoinLink({ server: `ws://${exit.controlAddr}`, token: TEST_TOKEN }));
    const { id } = await other.licences.import({ text: subscription().key, serverId: joined.id });
    const secrets = async () =>
      Object.keys(JSON.parse(await readFile(join(dataDir, 'secrets.file.json'), 'utf8')).entries).length;
    file.isFull = true;
    await expect(other.licences.remove(id)).rejects.toThrow('The disk is full');
    // The token of the server, the key and the statement: the settings on the disk still refer to them.
    expect([await secrets(), store.list()[0]?.devices?.active.length]).toEqual([3, 1]);
    file.isFull = false;
    await other.stop();
    expect([await secrets(), store.list()[0]?.devices?.active.length]).toEqual([1, 0]);
  });

  it('keep their place where they are entered again before a full disk has taken their removal', async () => {
    const { key } = subscription();
    const { id } = await engine.licences.import({ text: key, serverId });
    settings.isFull = true;
    await expect(engine.licences.remove(id)).rejects.toThrow('The disk is full');
    expect((await refusal(key)).message).toContain('The disk is full');
    settings.isFull = false;
    await engine.stop();
    expect(only().state).toBe('valid');
    expect(store.list()[0]?.devices?.active).toHaveLength(1);
  });

  it('work for 72 hours without their issuer, and then no longer', async () => {
    const { id } = await engine.licences.import({ text: subscription().key, serverId });
    await exit.server.close();
    const failed = () => engine.licences.recheck(id);
    now = START + DAY_MS;
    expect((await failed()).state).toBe('valid');
    now += 1_000;
    expect(await failed()).toMatchObject({
      state: 'grace',
      message: expect.stringContaining('could not be asked about it since'),
    });
    now = START + 4 * DAY_MS - 1_000;
    expect((await failed()).state).toBe('grace');
    now = START + 4 * DAY_MS;
    expect(await failed()).toMatchObject({
      ...{ state: 'expired', nextStep: 'Connect to the internet and check it again.' },
      message: expect.stringContaining('no new tunnels open'),
    });
  });

  it('say that they were cancelled, and which computers have the places', async () => {
    const { id, key } = subscription();
    const licence = await engine.licences.import({ text: key, serverId });
    const others = testEngine({ clock, now: () => now });
    await others.start();
    const joined = await others.servers.join(formatJoinLink({ server: `ws://${exit.controlAddr}`, token: TEST_TOKEN }));
    const full = await others.licences.import({ text: key, serverId: joined.id }).catch((error: unknown) => error);
    expect(full).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is for one computer, and is in use on'),
    });
    store.revoke(id);
    expect(await engine.licences.recheck(licence.id)).toMatchObject({
      state: 'revoked',
      message: expect.stringContaining('was revoked on'),
    });
  });

  it('lose their place to another computer when they were away too long', async () => {
    const { key } = subscription();
    const licence = await engine.licences.import({ text: key, serverId });
    now += 5 * DAY_MS;
    store.takePlace(key, { device: 'x'.repeat(43), label: 'the other laptop' });
    expect(await engine.licences.recheck(licence.id)).toMatchObject({
      ...{ state: 'device-limit', devices: ['the other laptop'], message: expect.stringContaining('the other laptop') },
    });
  });

  it('are activated where the exit server says that its issuer is, over TLS only', async () => {
    const ca = await OwnCa.load({ store: new KeyStore(undefined), names: ['127.0.0.1'], log: new TestLog() });
    const issued = new LicenceStore(':memory:', { now: () => now });
    const desk = await startTestExit({
      tls: { control: ca.table, ca: ca.pem },
      licences: {
        required: false,
        issuers: [issuer.signer],
        own: { signer: issuer.signer, store: issued },
        now: () => now,
      },
    });
    const { key } = subscription({}, issued);
    const url = `wss://${desk.controlAddr}`;
    await engine.servers.join(formatJoinLink({ server: url, token: TEST_TOKEN, ca: ca.fingerprint }));
    const elsewhere = async (address: string) => {
      const issuers = [{ ...issuer.issuer, url: address }];
      const exitHere = await startTestExit({ licences: { required: true, issuers, now: () => now } });
      const link = formatJoinLink({ server: `ws://${exitHere.controlAddr}`, token: TEST_TOKEN });
      return { exitHere, id: (await engine.servers.join(link)).id };
    };
    const [good, clear] = [await elsewhere(url), await elsewhere(`ws://${exit.controlAddr}`)];
    try {
      await expect(engine.licences.import({ text: key, serverId: clear.id })).rejects.toThrow('takes licence keys');
      await expect(engine.licences.import({ text: key })).rejects.toThrow(
        'Choose the exit server where you got the key',
      );
      const licence = await engine.licences.import({ text: key, serverId: good.id });
      expect(licence).toMatchObject({ state: 'valid', serverIds: [good.id] });
      expect((await engine.licences.recheck(licence.id)).state).toBe('valid');
    } finally {
      for (const { exitHere } of [good, clear]) await exitHere.server.close();
      await desk.server.close();
      await ca.close();
    }
  });

  it('name the group of a key that looks wrong', async () => {
    const { key } = subscription();
    const wrong = `${key.slice(0, 6)}${key[6] === '7' ? '8' : '7'}${key.slice(7)}`;
    expect(await refusal(wrong)).toMatchObject({ field: 'text', message: expect.stringContaining('group 2 (') });
  });

  it('reach a session that runs, so that it never stops to open tunnels', async () => {
    const upstream = await startHttpUpstream((_request, response) => response.end('hello'));
    await engine.licences.import({ text: subscription().key, serverId });
    const first = await engine.tunnels.share({ target: `127.0.0.1:${upstream.port}`, name: 'first', serverId });
    expect(first.publicUrl).toBeDefined();
    for (let days = 1; days <= 5; days++) {
      pass(DAY_MS);
      await until(() => (only().checkedAt ?? 0) === now, `the check of day ${days}`);
    }
    const second = await engine.tunnels.share({ target: `127.0.0.1:${upstream.port}`, name: 'second', serverId });
    expect(second.status).not.toMatchObject({ state: 'refused' });
  });
});
