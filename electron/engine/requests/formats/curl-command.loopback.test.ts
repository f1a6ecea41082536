import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { RequestDetail } from '../../../../shared/contract/captured-request.ts';
import { startHttpUpstream } from '../../testing/upstreams.ts';
import { aDetail } from '../testing/a-detail.ts';
import { curlCommand } from './curl-command.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Runs the command in a real shell, and returns what a real server got. */
async function run(part: Parameters<typeof aDetail>[0], env: NodeJS.ProcessEnv = {}) {
  const got: { request: IncomingMessage; body: Buffer }[] = [];
  const upstream = await startHttpUpstream(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({ request, body: Buffer.concat(chunks) });
    response.end('done');
  });
  const detail: RequestDetail = aDetail({
    scheme: 'http',
    host: `127.0.0.1:${upstream.port}`,
    requestFields: [],
    ...part,
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const shell = spawn('sh', ['-s'], { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.on('error', reject).on('exit', resolve);
  // As when it is pasted: an argument of sh itself could not be that long.
  shell.stdin.end(`${curlCommand(detail)}\n`);
  const exitCode = await promise;
  return { exitCode, got: got[0] };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(!hasCurl)('curlCommand in sh', () => {
  it('sends method, path, fields and text as they came', async () => {
    const body = `it's "quoted" $HOME \`id\` \\ !! \n{"ü": [1]} %s`;
    const { got } = await run({
      method: 'PATCH',
      path: "/a/../[b]{c}'d?e=f&g=%20$H",
      body,
      requestFields: [
        ['X-Odd', `va'l"ue $(id) %`],
        ['X-Empty', ''],
        ['Accept', 'text/html'],
      ],
    });
    expect(got?.request.method).toBe('PATCH');
    expect(got?.request.url).toBe("/a/../[b]{c}'d?e=f&g=%20$H");
    expect(got?.body.toString()).toBe(body);
    expect(got?.request.headers).toMatchObject({ 'x-odd': `va'l"ue $(id) %`, 'x-empty': '', accept: 'text/html' });
    expect(got?.request.headers).not.toHaveProperty('content-type');
    expect(got?.request.headers).not.toHaveProperty('user-agent');
  });

  it.each([
    ['all bytes', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['64 KiB of random bytes', randomBytes(64 * 1024)],
    ['text that is too long for an argument', Buffer.from('long text, '.repeat(12_000))],
  ])('sends %s', async (_, body) => {
    const { got } = await run({ body });
    expect(sha256(got?.body ?? Buffer.alloc(0))).toBe(sha256(body));
  });

  it('asks with GET, and with HEAD, without a body', async () => {
    expect((await run({ method: 'GET' })).got?.request.method).toBe('GET');
    expect((await run({ method: 'HEAD' })).got?.request.method).toBe('HEAD');
  });

  it('asks for a masked value instead of sending anything in its place', async () => {
    const part = { requestFields: [['Authorization', null]] as [string, null][], maskedFields: ['Authorization'] };
    const without = await run(part);
    expect([without.exitCode === 0, without.got]).toEqual([false, undefined]);
    const { got } = await run(part, { AUTHORIZATION: 'Bearer x y' });
    expect(got?.request.headers.authorization).toBe('Bearer x y');
  });
});

it('has no command for what cannot be sent again', () => {
  expect(() => curlCommand(aDetail({ noReplay: 'Its body was cut.' }))).toThrow('Its body was cut.');
});
