import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EMBEDDED_SERVER_ID } from '../../../shared/contract/server.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { formatJoinLink } from '../../../shared/wire/join-link.ts';
import { RequestError } from '../request-error.ts';
import { KeyFileCipher } from '../secrets/key-file-cipher.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { TestSettingsFile, testEngine } from '../testing/test-engine.ts';

const LINK = formatJoinLink({ server: 'wss://exit.example.com:8123', token: 'token-abcd' });

/** A token of an exit server with two characters changed. */
const MISTYPED = 'ph_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlX_2L8BQ3';

const CA = `sha256:${'a'.repeat(64)}`;

async function refusal(promise: Promise<unknown>): Promise<RequestError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RequestError) return error;
  throw new Error('It was not refused.');
}

describe('ServerDirectory: joining', () => {
  it('adds the server of a join link, and runs new shares over the first one', async () => {
    const { servers, settings } = testEngine();
    const server = await servers.join(LINK);
    expect(server).toMatchObject({
      label: 'exit.example.com',
      url: 'wss://exit.example.com:8123',
      embedded: false,
      tokenLast4: 'abcd',
      tokenKeeping: 'memory',
      connected: false,
    });
    expect(settings.value.preferences.defaultServerId).toBe(server.id);
    const second = await servers.join(formatJoinLink({ server: 'wss://other.example.com', token: 'x' }));
    expect(settings.value.preferences.defaultServerId).toBe(server.id);
    expect(servers.servers.value.map(({ id }) => id)).toEqual([EMBEDDED_SERVER_ID, server.id, second.id]);
  });

  it('shows the token to nobody: not in what the page sees, nor in the settings', async () => {
    const { servers, settings } = testEngine();
    await servers.join(LINK);
    expect(JSON.stringify([servers.servers.value, settings.value])).not.toContain('token-abcd');
  });

  it('renews the token of a server that is there already', async () => {
    const { servers } = testEngine();
    const first = await servers.join(LINK);
    const again = await servers.join(formatJoinLink({ server: 'wss://exit.example.com:8123', token: 'new-wxyz' }));
    expect(again).toMatchObject({ id: first.id, tokenLast4: 'wxyz' });
    expect(servers.servers.value).toHaveLength(2);
  });

  it('pins the CA of a join link, keeps the pin with a new token, and takes what a later link says', async () => {
    const { servers, settings } = testEngine();
    const link = { server: 'wss://exit.example.com:8123', token: 'token-abcd' };
    const { id, pinnedCa } = await servers.join(formatJoinLink({ ...link, ca: CA }));
    expect(pinnedCa).toBe(CA);
    expect((await servers.setToken(id, 'renewed-9876')).pinnedCa).toBe(CA);
    expect(settings.value.servers[0]?.ca).toBe(CA);
    const other = `sha256:${'b'.repeat(64)}`;
    expect(await servers.join(formatJoinLink({ ...link, ca: other }))).toMatchObject({ id, pinnedCa: other });
    expect((await servers.join(formatJoinLink(link))).pinnedCa).toBeUndefined();
  });

  it('joins once, also where the link is clicked twice at once', async () => {
    const { servers } = testEngine();
    const [one, two] = await Promise.all([servers.join(LINK), servers.join(LINK)]);
    expect(one.id).toBe(two.id);
    expect(servers.servers.value).toHaveLength(2);
  });

  it.each([
    ['https://example.com', 'not a join link'],
    ['porthole://join?token=x', 'names no server'],
    ['porthole://join?server=wss%3A%2F%2Fexit.example.com', 'carries no token'],
    ['porthole://join?server=http%3A%2F%2Fexit.example.com&token=x', 'no address'],
    [`porthole://join?server=ws%3A%2F%2Fe.example&token=x&ca=${CA}`, 'has no TLS'],
  ])('refuses %s', async (link, part) => {
    const { servers } = testEngine();
    const error = await refusal(servers.join(link));
    expect(error).toMatchObject({ code: 'INVALID', field: 'joinLink' });
    expect(error.message).toContain(part);
    expect(servers.servers.value).toHaveLength(1);
  });
});

describe('ServerDirectory: tokens and removal', () => {
  it('takes a new token', async () => {
    const { servers } = testEngine();
    const { id } = await servers.join(LINK);
    expect(await servers.setToken(id, 'renewed-9876')).toMatchObject({ id, tokenLast4: '9876' });
  });

  it('refuses a mistyped token of an exit server before it is dialled, and one in a join link', async () => {
    const { servers } = testEngine();
    const { id } = await servers.join(LINK);
    const mistyped = { code: 'INVALID', message: expect.stringContaining('The token is mistyped') };
    expect(await refusal(servers.setToken(id, MISTYPED))).toMatchObject({ ...mistyped, field: 'token' });
    expect(servers.get(id).tokenLast4).toBe('abcd');
    const link = `porthole://join?server=wss%3A%2F%2Fother.example.com&token=${MISTYPED}`;
    expect(await refusal(servers.join(link))).toMatchObject({ ...mistyped, field: 'joinLink' });
  });

  it('warns of a server that is reached in the clear, but not of one on this computer', async () => {
    const { servers, notices } = testEngine();
    await servers.join(formatJoinLink({ server: 'ws://127.0.0.1:8123', token: 'x' }));
    expect(notices.notices.value).toEqual([]);
    await servers.join(formatJoinLink({ server: 'ws://exit.example.com:8123', token: 'x' }));
    expect(notices.notices.value).toMatchObject([
      { level: 'warning', message: expect.stringContaining('exit.example.com in the clear') },
    ]);
  });

  it('refuses a token that no server could have given, and a server that is not there', async () => {
    const { servers } = testEngine();
    const { id } = await servers.join(LINK);
    for (const token of ['', 'two words', 'tökén', 'line\nbreak']) {
      expect(await refusal(servers.setToken(id, token))).toMatchObject({ code: 'INVALID', field: 'token' });
    }
    expect(servers.get(id).tokenLast4).toBe('abcd');
    expect(await refusal(servers.setToken('nobody', 'x'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(servers.setToken(EMBEDDED_SERVER_ID, 'x'))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('removes a server, and runs new shares over the embedded one again', async () => {
    const { servers, settings } = testEngine();
    const { id } = await servers.join(LINK);
    await servers.remove(id);
    expect(servers.servers.value.map((server) => server.id)).toEqual([EMBEDDED_SERVER_ID]);
    expect(settings.value.preferences.defaultServerId).toBe(EMBEDDED_SERVER_ID);
    expect(servers.label(id)).toBe('A server that was removed');
    expect(await refusal(servers.remove(id))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(servers.remove(EMBEDDED_SERVER_ID))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('removes a server wholly where that cannot be written yet: its token once it is', async () => {
    const dataDir = await temporaryFolder();
    const settings = new TestSettingsFile();
    const engine = testEngine({ dataDir, settings, cipher: KeyFileCipher.of(dataDir) });
    const { id } = await engine.servers.join(LINK);
    settings.isFull = true;
    expect((await refusal(engine.servers.remove(id))).message).toContain('The disk is full');
    expect(engine.servers.has(id)).toBe(false);
    // The settings on the disk still refer to it.
    expect(await readdir(dataDir)).toContain('secrets.file.json');
    settings.isFull = false;
    await engine.stop();
    expect(settings.content).toMatchObject({ servers: [] });
    // It goes with its last secret.
    expect(await readdir(dataDir)).not.toContain('secrets.file.json');
  });

  it('keeps a server that tunnels run over, and says how many', async () => {
    const { servers, settings } = testEngine();
    const { id } = await servers.join(LINK);
    const tunnel = {
      id: 't',
      name: 'blog',
      kind: 'http' as const,
      upstream: 'http://127.0.0.1:3000',
      serverId: id,
      hostHeader: 'keep',
      rules: NO_RULES,
      enabled: false,
    };
    settings.update({ tunnels: [tunnel, { ...tunnel, id: 'u', name: 'shop' }] });
    const error = await refusal(servers.remove(id));
    expect(error).toMatchObject({ code: 'NOT_NOW' });
    expect(error.message).toContain('2 tunnels');
    settings.update({ tunnels: [] });
    await servers.remove(id);
  });
});
