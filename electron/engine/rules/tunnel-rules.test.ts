import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NO_RULES, type TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import { RequestError } from '../request-error.ts';
import { FakeEmbeddedExit } from '../testing/fake-embedded-exit.ts';
import { TestSettingsFile, testEngine } from '../testing/test-engine.ts';

const OFFICE: TunnelRules = { ...NO_RULES, allow: ['192.0.2.0/24'] };
const ROUTED: TunnelRules = {
  ...NO_RULES,
  routes: [{ path: '/api', upstream: 'http://127.0.0.1:4000', stripPrefix: true }],
};
const LINK = { id: 'l', label: 'Ada', hash: 'h'.repeat(43) };
const COOKIE = 'c'.repeat(43);

async function start({ features = ['rules', 'private'], settings = new TestSettingsFile() } = {}) {
  const exit = new FakeEmbeddedExit();
  exit.features = features;
  const engine = testEngine({ settings, startEmbeddedExit: exit.start });
  vi.spyOn(engine.services, 'lookUp').mockResolvedValue(undefined);
  vi.spyOn(engine.services, 'greet').mockResolvedValue(undefined);
  await engine.start();
  return { engine, tunnels: engine.tunnels, exit, settings };
}

function failure(act: () => unknown): RequestError {
  try {
    act();
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('rules of a tunnel', () => {
  it('are kept, and sent with the tunnel when it is opened', async () => {
    const { tunnels, exit, settings } = await start();
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    tunnels.stopTunnel(id);
    expect(tunnels.setRules(id, OFFICE)).toMatchObject({ rules: OFFICE, enabled: false });
    expect(settings.content).toMatchObject({ tunnels: [{ id, rules: OFFICE }] });
    tunnels.startTunnel(id);
    await expect.poll(() => exit.opened).toHaveLength(2);
    expect(exit.opened[0]).not.toHaveProperty('rules');
    expect(exit.opened[1]?.rules).toEqual(OFFICE);
  });

  it('are changed on the running session, without opening the tunnel anew', async () => {
    const { tunnels, exit } = await start();
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    tunnels.setRules(id, OFFICE);
    tunnels.setRules(id, NO_RULES);
    // The same once more is no change.
    tunnels.setRules(id, NO_RULES);
    await expect.poll(() => exit.updated.map(({ rules }) => rules)).toEqual([OFFICE, NO_RULES]);
    expect(exit.opened).toHaveLength(1);
    expect(exit.sessions).toHaveLength(1);
  });

  it('that this side keeps alone are not told, and need nothing of the exit server', async () => {
    const { tunnels, exit } = await start({ features: [] });
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    expect(tunnels.setRules(id, ROUTED).status.state).not.toBe('refused');
    tunnels.stopTunnel(id);
    tunnels.startTunnel(id);
    await expect.poll(() => exit.opened).toHaveLength(2);
    expect(exit.opened[1]).not.toHaveProperty('rules');
    expect(exit.updated).toEqual([]);
  });

  it('are never left out for an exit server that does not know them', async () => {
    const { tunnels, exit } = await start({ features: [] });
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    // One that is open is closed.
    const refused = { state: 'refused', code: 'not-supported', nextStep: expect.stringContaining('Update') };
    expect(tunnels.setRules(id, OFFICE).status).toMatchObject(refused);
    await expect.poll(() => exit.sessions[0]?.messages.map(({ type }) => type)).toContain('close-tunnel');
    tunnels.stopTunnel(id);
    tunnels.startTunnel(id);
    await expect.poll(() => tunnels.get(id).status).toMatchObject(refused);
    expect(exit.opened).toHaveLength(1);
    // Without them it may be opened.
    tunnels.setRules(id, NO_RULES);
    await expect.poll(() => exit.opened).toHaveLength(2);
  });

  it('are refused with the field named that is wrong', async () => {
    const { tunnels } = await start();
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    const bad = failure(() => tunnels.setRules(id, { ...NO_RULES, allow: ['192.0.2.1', '192.0.2.0/33'] }));
    expect(bad).toMatchObject({ code: 'INVALID', field: 'rules.allow.1' });
    expect(bad.message).toContain('192.0.2.0/24');
    expect(failure(() => tunnels.setRules(id, { ...NO_RULES, expiresAt: 5 }))).toMatchObject({
      field: 'rules.expiresAt',
    });
    const { id: db } = await tunnels.share({ target: '5432', name: 'db', kind: 'private' });
    expect(failure(() => tunnels.setRules(db, OFFICE))).toMatchObject({ code: 'INVALID', field: 'rules.allow' });
    expect(tunnels.get(id).rules).toEqual(NO_RULES);
  });
});

describe('a link', () => {
  it('is used up for good, whatever becomes of the other rules', async () => {
    const { tunnels, exit, settings } = await start();
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    tunnels.setRules(id, { ...NO_RULES, links: [LINK] });
    exit.sessions[0]?.send({ type: 'link-used', tunnelId: 1, linkId: 'l', cookieHash: COOKIE, usedAt: 7 });
    const used = { ...LINK, cookieHash: COOKIE, usedAt: 7 };
    await expect.poll(() => settings.content).toMatchObject({ tunnels: [{ rules: { links: [used] } }] });
    // The page does not know the cookie.
    tunnels.setRules(id, { ...OFFICE, links: [LINK] });
    expect(tunnels.config(id).rules.links).toEqual([used]);
    // Another secret under the same id is another link.
    const other = { ...LINK, hash: 'o'.repeat(43) };
    tunnels.setRules(id, { ...OFFICE, links: [other] });
    expect(tunnels.config(id).rules.links).toEqual([other]);
  });
});

describe('a tunnel whose time is over', () => {
  it('ends when the exit server says so, and says it', async () => {
    const { tunnels, exit, settings } = await start();
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    tunnels.setRules(id, { ...NO_RULES, idleMinutes: 5 });
    exit.sessions[0]?.send({ type: 'tunnel-closed', tunnelId: 1, code: 'idle', message: 'Nobody came.' });
    await expect.poll(() => tunnels.get(id).enabled).toBe(false);
    expect(tunnels.get(id).status).toMatchObject({
      state: 'stopped',
      ended: {
        message: expect.stringMatching(
          /^This tunnel ended at \d\d:\d\d, as its rules say: nobody used it for 5 min\.$/,
        ),
        nextStep: 'Start it again when you need it.',
      },
    });
    expect(settings.content).toMatchObject({ tunnels: [{ enabled: false, ended: { why: 'idle' } }] });
    tunnels.startTunnel(id);
    await expect.poll(() => exit.opened).toHaveLength(2);
    expect(tunnels.get(id).ended).toBeUndefined();
  });

  it('ends without any exit server, and is not started again before its rules are changed', async () => {
    const { tunnels, exit } = await start();
    const { id } = await tunnels.share({ target: '3000', name: 'blog' });
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const expiresAt = Date.now() + 60_000;
    tunnels.setRules(id, { ...NO_RULES, expiresAt });
    vi.advanceTimersByTime(59_000);
    expect(tunnels.get(id).enabled).toBe(true);
    vi.advanceTimersByTime(2_000);
    expect(tunnels.get(id)).toMatchObject({
      enabled: false,
      ended: { at: expiresAt, why: 'expired' },
      status: { state: 'stopped', ended: { nextStep: expect.stringContaining('later end'), remedy: 'edit-rules' } },
    });
    expect(failure(() => tunnels.startTunnel(id))).toMatchObject({ code: 'NOT_NOW', field: 'rules.expiresAt' });
    tunnels.setRules(id, NO_RULES);
    expect(tunnels.get(id).status).toMatchObject({
      state: 'stopped',
      ended: { nextStep: expect.stringContaining('Start') },
    });
    vi.useRealTimers();
    tunnels.startTunnel(id);
    await expect.poll(() => exit.opened).toHaveLength(2);
  });

  it('does not run when the app starts after its end', async () => {
    const first = await start();
    const { id } = await first.tunnels.share({ target: '3000', name: 'blog' });
    await first.engine.stop();
    const { tunnels: saved } = first.settings.content as { tunnels: object[] };
    const past = { ...NO_RULES, expiresAt: Date.now() - 1 };
    const content = { ...(first.settings.content as object), tunnels: [{ ...saved[0], rules: past }] };
    const { tunnels, exit } = await start({ settings: new TestSettingsFile(content) });
    await expect.poll(() => tunnels.get(id).ended).toMatchObject({ why: 'expired' });
    expect(exit.opened).toEqual([]);
  });
});
