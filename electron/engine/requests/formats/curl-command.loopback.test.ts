import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { butNoFinder } from '../../../../e2e/fixtures/node-upstream.ts';
import type { RequestDetail } from '../../../../shared/contract/captured-request.ts';
import { startHttpUpstream } from '../../testing/upstreams.ts';
import { aDetail } from '../testing/a-detail.ts';
import { curlCommand } from './curl-command.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Runs the command in a real shell, and returns what a real server got. */
async function run(part: Parameters<typeof aDetail>[0], env: NodeJS.ProcessEnv = {}) {
  const got: { request: IncomingMessage; body: Buffer }[] = [];
  const upstream = await startHttpUpstream(
    butNoFinder(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      got.push({ request, body: Buffer.concat(chunks) });
      response.end('done');
    }),
    // curl is a program of its own.
    { forAnybody: true },
  );
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

/** What a terminal would act on: control characters but line feeds, and lines that it would cut. */
function unsafeParts(command: string): string[] {
  const longLines = command.split('\n').filter((line) => Buffer.byteLength(line) > 4_000);
  return [...(command.match(/(?!\n)\p{Cc}/gu) ?? []), ...longLines];
}

/** Bodies, each byte a character, that would do something to a terminal or to what edits its lines. */
const NASTY: [string, string][] = [
  ['Ctrl-C and a command', 'a\x03\nid\n'],
  ['the end of a bracketed paste', 'a\x1b[201~\nid\n'],
  ['the end of a bracketed paste with an 8 bit introducer', 'a\x9b201~\nid\n'],
  ['the same as UTF-8', 'a\xc2\x9b201~\nid\n'],
  ['a carriage return', 'a\rid\r\n'],
  ['tabs', '{\n\t"a": 1\n}'],
  ['an end of input, a kill of the line and a suspension', 'a\x04b\x15c\x1ad\x16'],
  ['a byte order mark', '\xef\xbb\xbfa'],
  ['DEL', 'a\x7f\x7f\x7f\x7f'],
  ['each control character', String.fromCharCode(...Array.from({ length: 32 }, (_, code) => code), 0x7f)],
  ['quotes and exclamation marks on lines', "it's !!\n!-1; id\n"],
  ['a line that is longer than a terminal takes', `${'x'.repeat(900)}${"'".repeat(5_000)}\n${'ü'.repeat(5_000)}\n\n`],
];

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

  it.each(NASTY)('sends %s without a control character in the command', async (_, nasty) => {
    const body = Buffer.from(nasty, 'latin1');
    expect(unsafeParts(curlCommand(aDetail({ body })))).toEqual([]);
    expect((await run({ body })).got?.body.toString('latin1')).toBe(nasty);
  });

  it('sends fields with C1 control characters, tabs and bytes that are no UTF-8 as they came', async () => {
    const requestFields: [string, string][] = [
      ['X-C1', 'a\x9b201~b'],
      ['X-Utf8-C1', 'a\xc2\x9b201~b'],
      ['X-Tab', "it's\ta tab!"],
      ['X-Long', `${"'".repeat(3_000)}!`],
    ];
    expect(unsafeParts(curlCommand(aDetail({ requestFields })))).toEqual([]);
    const { got } = await run({ requestFields });
    for (const [name, value] of requestFields) expect(got?.request.headers[name.toLowerCase()]).toBe(value);
  });

  it('sends a path with quotes and exclamation marks, and a long one', async () => {
    for (const path of ["/it's!!", `/${"a'".repeat(2_500)}`]) {
      expect(unsafeParts(curlCommand(aDetail({ path })))).toEqual([]);
      expect((await run({ path })).got?.request.url).toBe(path);
    }
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
