import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestExit, TEST_TOKEN, type TestExit, TestLog } from '../../../exit/testing/test-exit.ts';
import { SharedToken } from '../../../exit/tokens/shared-token.ts';
import { TokenDatabase } from '../../../exit/tokens/token-database.ts';
import { EMBEDDED_SERVER_ID } from '../../../shared/contract/server.ts';
import { formatJoinLink, parseJoinLink } from '../../../shared/wire/join-link.ts';
import { testEngine } from '../testing/test-engine.ts';
import { closedPort } from '../testing/upstreams.ts';

async function exitServer(): Promise<TestExit> {
  const database = new TokenDatabase({ path: undefined, log: new TestLog() });
  const exit = await startTestExit({ token: { shared: new SharedToken(TEST_TOKEN), database } });
  onTestFinished(() => exit.server.close());
  return exit;
}

/** An engine that has joined an exit server with a token. */
async function joined(controlAddr: string, token = TEST_TOKEN) {
  const engine = testEngine();
  const { id } = await engine.servers.join(formatJoinLink({ server: `ws://${controlAddr}`, token }));
  return { id, tokens: engine.servers.tokens, engine };
}

describe('ServerTokens', () => {
  it('lists, makes, rotates and revokes the tokens of a server', async () => {
    const exit = await exitServer();
    const { id, tokens } = await joined(exit.controlAddr);
    expect(await tokens.list(id)).toEqual({ tokens: [] });
    const made = await tokens.create(id, { label: 'Ada', scope: { names: ['blog'], maxTunnels: 2 } });
    expect(made.record).toMatchObject({ label: 'Ada', last4: made.token.slice(-4), scope: { names: ['blog'] } });
    expect(parseJoinLink(made.joinLink)).toEqual({ server: `ws://${exit.controlAddr}`, token: made.token });
    const tokenId = made.record.id;
    const renewed = await tokens.rotate(id, tokenId, 3_600);
    expect(renewed.record.previous?.last4).toBe(made.token.slice(-4));
    expect((await tokens.list(id)).tokens).toEqual([renewed.record]);
    await expect(tokens.create(id, { label: 'Ada', scope: {} })).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'label',
    });
    await tokens.revoke(id, tokenId);
    expect(await tokens.list(id)).toEqual({ tokens: [] });
    await expect(tokens.revoke(id, tokenId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says why not: no admin token, a wrong one, no server, the server inside the app', async () => {
    const exit = await exitServer();
    const admin = await joined(exit.controlAddr);
    const { token } = await admin.tokens.create(admin.id, { label: 'plain', scope: {} });
    const plain = await joined(exit.controlAddr, token);
    const refused = { code: 'NOT_NOW', message: expect.stringContaining('This token is for tunnels') };
    await expect(plain.tokens.list(plain.id)).rejects.toMatchObject(refused);
    const wrong = await joined(exit.controlAddr, 'a-wrong-token-0123');
    await expect(wrong.tokens.list(wrong.id)).rejects.toMatchObject({ message: expect.stringContaining('not one of') });
    const away = await joined(`127.0.0.1:${await closedPort()}`);
    await expect(away.tokens.list(away.id)).rejects.toMatchObject({
      message: expect.stringContaining('cannot be reached'),
    });
    await expect(away.tokens.list(EMBEDDED_SERVER_ID)).rejects.toMatchObject({ code: 'NOT_NOW' });
    await expect(away.tokens.list('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('learns with a session what the token may, and remembers it', async () => {
    const exit = await exitServer();
    const admin = await joined(exit.controlAddr);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { token } = await admin.tokens.create(admin.id, { label: 'Ada', scope: { names: ['blog'] }, expiresAt });
    const { id, engine } = await joined(exit.controlAddr, token);
    expect(engine.servers.get(id).tokenGrant).toBeUndefined();
    await engine.start();
    await engine.tunnels.share({ target: String(await closedPort()), name: 'blog', serverId: id });
    expect(engine.servers.get(id).tokenGrant).toEqual({ label: 'Ada', admin: false, may: 'names blog', expiresAt });
    expect(engine.settings.value.servers[0]?.tokenGrant).toMatchObject({ label: 'Ada' });
    await engine.servers.setToken(id, TEST_TOKEN);
    expect(engine.servers.get(id).tokenGrant?.label).not.toBe('Ada');
  });
});
