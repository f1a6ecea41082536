import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listen } from '../net/listen.ts';
import { dialTarget } from './dial-target.ts';
import { ForwardAccess } from './forward-access.ts';
import { ForwardPattern } from './forward-pattern.ts';

let server: Server;
let port: number;
const NEVER = new AbortController().signal;

beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => {}).end('here'));
  port = (await listen(server, { host: '127.0.0.2', port: 0 }, '')).port;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

function access(...patterns: string[]): ForwardAccess {
  return new ForwardAccess(
    patterns.map((text) => ForwardPattern.parse(text)).filter((pattern) => pattern !== undefined),
  );
}

it('resolves a name once, and connects to what was checked, not to what a name server says later', async () => {
  const answers = [['127.0.0.2'], ['169.254.169.254']];
  const lookup = () => Promise.resolve(answers.shift() ?? []);
  const socket = await dialTarget({ host: 'db.test', port }, access(`127.0.0.2:${port}`), NEVER, lookup);
  expect(socket.remoteAddress).toBe('127.0.0.2');
  socket.destroy();
  expect(answers).toHaveLength(1);
});

it('passes guarded addresses over where others remain, and names them where none does', async () => {
  const lookup = () => Promise.resolve(['169.254.169.254', '::1', '127.0.0.2']);
  const allowed = access('db.test:*', `127.0.0.2:${port}`);
  const socket = await dialTarget({ host: 'db.test', port }, allowed, NEVER, lookup);
  expect(socket.remoteAddress).toBe('127.0.0.2');
  socket.destroy();
  await expect(dialTarget({ host: 'db.test', port }, access('db.test:*'), NEVER, lookup)).rejects.toMatchObject({
    status: 'not-allowed',
    message: expect.stringContaining(`db.test:${port} (169.254.169.254), an address of its own: its operator must add`),
  });
});

it('tries the next address of a name where one refuses', async () => {
  const lookup = () => Promise.resolve(['127.0.0.3', '127.0.0.2']);
  const both = access(`127.0.0.3:${port}`, `127.0.0.2:${port}`);
  const socket = await dialTarget({ host: 'db.test', port }, both, NEVER, lookup);
  expect(socket.remoteAddress).toBe('127.0.0.2');
  socket.destroy();
});

it('says that nothing listens, and that a name is unknown', async () => {
  await expect(dialTarget({ host: '127.0.0.3', port }, access(`127.0.0.3:${port}`), NEVER)).rejects.toMatchObject({
    status: 'refused',
    message: `Nothing listens on 127.0.0.3:${port}, as the exit server sees it.`,
  });
  const lookup = () => Promise.reject(new Error('ENOTFOUND'));
  await expect(dialTarget({ host: 'no.test', port }, access(), NEVER, lookup)).rejects.toMatchObject({
    status: 'unknown-host',
    message: 'The exit server does not know the name no.test.',
  });
});

it('gives up with whoever asked, also while the name server is silent', async () => {
  const abort = new AbortController();
  const asked = Promise.withResolvers<void>();
  const lookup = () => {
    asked.resolve();
    return new Promise<string[]>(() => {});
  };
  const dial = dialTarget({ host: 'db.test', port }, access(), abort.signal, lookup);
  await asked.promise;
  abort.abort(new Error('the client left'));
  await expect(dial).rejects.toThrow('the client left');
});
