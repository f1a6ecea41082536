import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_LISTED } from '../../electron/engine/folder/list-folder.ts';
import { RawVisitor } from '../../exit/testing/raw-visitor.ts';
import { eventually } from '../fixtures/eventually.ts';
import { openFiles } from '../fixtures/open-files.ts';
import { type ExitProgram, startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { writeRandomFile } from '../fixtures/random-file.ts';
import { openVisit, type Visit, visit } from '../fixtures/visit.ts';

const FILE_MEGABYTES = 64;
/** State of a socket in /proc/net/tcp (TCP_LISTEN). */
const LISTENING = '0A';
const SECRET = 'this must stay on this computer';
const processes = new Processes();
let exit: ExitProgram;
/** Holds the shared folder, and beside it what nobody may get. */
let outside: string;
let folder: string;
let url: URL;
let sha256: string;

beforeAll(async () => {
  exit = await startExit(processes);
  outside = await processes.temporaryFolder();
  folder = join(outside, 'site');
  await mkdir(join(folder, 'docs/deep'), { recursive: true });
  await mkdir(join(folder, '.git'));
  await mkdir(join(outside, 'site-private'));
  await writeFile(join(outside, 'secret.txt'), SECRET);
  await writeFile(join(outside, 'site-private/secret.txt'), SECRET);
  await writeFile(join(folder, '.env'), SECRET);
  await writeFile(join(folder, '.git/config'), SECRET);
  await writeFile(join(folder, 'hello.txt'), 'Hello from the folder.');
  await writeFile(join(folder, 'docs/deep/page.html'), '<h1>Deep</h1>');
  await writeFile(join(folder, 'docs/ü & ö #1?.txt'), 'named');
  await writeFile(join(folder, '<img src=x onerror=alert(1)>.txt'), 'named');
  await symlink('../secret.txt', join(folder, 'link-to-file'));
  await symlink(outside, join(folder, 'link-to-folder'));
  await symlink('.env', join(folder, 'link-to-env'));
  await symlink('docs', join(folder, 'link-inside'));
  await symlink('link-in-circle', join(folder, 'link-in-circle'));
  sha256 = await writeRandomFile(join(folder, 'big.bin'), FILE_MEGABYTES);
  url = (await startShare(processes, folder, exit, ['--name', 'site'])).publicUrl;
});

afterAll(() => processes.end());

const get = (path: string, headers = {}): Promise<Visit> => visit(new URL(path, url), { headers });
const textOf = ({ body }: Visit) => body.toString();
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Sends a target that no URL class would leave as it is. Returns the whole answer. */
async function getRaw(target: string): Promise<string> {
  const visitor = new RawVisitor(exit.dataPort);
  visitor.get(url.host, target, 'Connection: close\r\n');
  await visitor.isEnded();
  visitor.destroy();
  return visitor.text;
}

async function expectNothing(target: string): Promise<void> {
  const answer = await getRaw(target);
  expect(answer, target).toMatch(/^HTTP\/1\.1 40[04] /);
  expect(answer, target).not.toContain(SECRET);
  expect(answer, target).not.toContain('root:');
}

describe('no way out of a shared folder:', () => {
  test.each([
    ['.. as it is', '/../secret.txt'],
    ['.. below a folder', '/docs/../../secret.txt'],
    ['.. to a folder whose name begins alike', '/../site-private/secret.txt'],
    ['.. escaped', '/%2e%2e/secret.txt'],
    ['.. with an escaped slash', '/..%2fsecret.txt'],
    ['.. and its slash escaped', '/%2e%2e%2fsecret.txt'],
    ['.. escaped twice', '/%252e%252e%252fsecret.txt'],
    ['.. in an overlong encoding', '/%c0%ae%c0%ae/secret.txt'],
    ['.. in full width', '/%EF%BC%8E%EF%BC%8E/secret.txt'],
    ['a backslash', '/..\\secret.txt'],
    ['an escaped backslash', '/..%5csecret.txt'],
    ['a NUL', '/hello.txt%00.html'],
    ['a NUL behind ..', '/..%00/secret.txt'],
    ['an absolute path', '//etc/passwd'],
    ['an escaped absolute path', '/%2fetc%2fpasswd'],
    ['a drive of Windows', '/C:/Windows/win.ini'],
    ['a UNC path', '/\\\\localhost\\c$\\windows\\win.ini'],
    ['an alternate data stream', '/hello.txt::$DATA'],
    ['a short name of Windows', '/GIT~1/config'],
    ['a device of Windows', '/NUL'],
    ['a link to a file outside', '/link-to-file'],
    ['a link to a folder outside', '/link-to-folder/secret.txt'],
    ['a link to a folder outside, listed', '/link-to-folder/'],
    ['a link in a circle', '/link-in-circle'],
    ['a hidden file', '/.env'],
    ['a hidden file, escaped', '/%2eenv'],
    ['a link to a hidden file', '/link-to-env'],
    ['a file in a hidden folder', '/.git/config'],
    ['a hidden folder, listed', '/.git/'],
    ['a slash behind a file', '/hello.txt/'],
    ['an empty name', '/docs//deep/page.html'],
    ['a name of 5,000 letters', `/${'a'.repeat(5_000)}`],
    ['an escape that is none', '/%zz'],
  ])('%s', async (_, target) => {
    await expectNothing(target);
  });

  test('an absolute URL of another host', async () => {
    const visitor = new RawVisitor(exit.dataPort);
    visitor.write(`GET http://${url.host}/../secret.txt HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`);
    await visitor.isEnded();
    visitor.destroy();
    expect(visitor.text).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(visitor.text).not.toContain(SECRET);
  });

  test('a folder on the way that becomes a link out again and again while it is asked for', async () => {
    await mkdir(join(folder, 'swap'));
    await writeFile(join(folder, 'swap/secret.txt'), 'harmless');
    await symlink(outside, join(outside, 'evil'));
    let goesOn = true;
    const swapping = (async () => {
      while (goesOn) {
        await rename(join(folder, 'swap'), join(outside, 'kept'));
        await rename(join(outside, 'evil'), join(folder, 'swap'));
        await rename(join(folder, 'swap'), join(outside, 'evil'));
        await rename(join(outside, 'kept'), join(folder, 'swap'));
      }
    })();
    const seen = new Set<string>();
    for (let round = 0; round < 60; round += 1) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => get('/swap/secret.txt').then(textOf)));
      for (const text of answers) seen.add(text);
    }
    goesOn = false;
    await swapping;
    expect([...seen]).not.toContain(SECRET);
    expect(textOf(await get('/swap/secret.txt'))).toBe('harmless');
    await rm(join(folder, 'swap'), { recursive: true });
  });

  test('neither the list nor its markup shows what is not shared', async () => {
    const list = textOf(await get('/'));
    for (const name of ['link-to-file', 'link-to-folder', 'link-to-env', 'link-in-circle', '.env', '.git']) {
      expect(list).not.toContain(name);
    }
    expect(list).toContain('link-inside/');
    expect(list).not.toContain('<img');
    expect(list).toContain('&lt;img src=x onerror=alert(1)&gt;.txt');
  });

  test.skipIf(process.platform !== 'linux')('it is served by no port of this computer', async () => {
    const share = await startShare(processes, folder, exit, ['--name', 'portless']);
    const open = await openFiles(share.program.pid);
    const inodes = open.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
    expect(inodes).not.toEqual([]);
    const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')));
    const sockets = tables
      .flatMap((table) => table.trim().split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/));
    expect(
      sockets.filter(([, , , state, , , , , , inode = '']) => state === LISTENING && inodes.includes(inode)),
    ).toEqual([]);
    await share.program.stop();
  });
});

describe('a shared folder', () => {
  test('its list has folders first, then files by name, and links that work', async () => {
    const page = await get('/');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const names = [...textOf(page).matchAll(/<bdi>([^<]*)<\/bdi><\/a>/g)].map(([, name]) => name);
    expect(names).toEqual(['docs/', 'link-inside/', '&lt;img src=x onerror=alert(1)&gt;.txt', 'big.bin', 'hello.txt']);
    const docs = await get('/docs/');
    const [, href = ''] = /href="(\.\/%C3[^"]*)"/.exec(textOf(docs)) ?? [];
    expect(textOf(await visit(new URL(href, new URL('/docs/', url))))).toBe('named');
  });

  test('a big file arrives whole, and so do ranges of it', async () => {
    const file = await readFile(join(folder, 'big.bin'));
    expect((await get('/big.bin')).sha256).toBe(sha256);
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=1000000-40000000', 1_000_000, 40_000_001],
      ['bytes=67108000-', 67_108_000, file.length],
      ['bytes=-100000', file.length - 100_000, file.length],
    ] as const) {
      const part = await get('/big.bin', { range });
      expect([part.status, part.sha256]).toEqual([206, hashOf(file.subarray(start, end))]);
      expect(part.headers['content-range']).toBe(`bytes ${start}-${end - 1}/${file.length}`);
    }
    const none = await get('/big.bin', { range: 'bytes=99999999-' });
    expect([none.status, none.headers['content-range']]).toEqual([416, `bytes */${file.length}`]);
  });

  test('conditions are kept: ETag, dates and If-Range', async () => {
    const { headers } = await get('/hello.txt');
    const etag = headers.etag ?? '';
    const modified = headers['last-modified'] ?? '';
    expect((await get('/hello.txt', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('/hello.txt', { 'if-modified-since': modified })).status).toBe(304);
    expect((await get('/hello.txt', { 'if-match': '"another"' })).status).toBe(412);
    expect((await get('/hello.txt', { range: 'bytes=0-4', 'if-range': etag })).status).toBe(206);
    const stale = await get('/hello.txt', { range: 'bytes=0-4', 'if-range': '"another"' });
    expect([stale.status, textOf(stale)]).toEqual([200, 'Hello from the folder.']);
    await utimes(join(folder, 'hello.txt'), 1, 1);
    expect((await get('/hello.txt', { 'if-none-match': etag })).status).toBe(200);
  });

  test('HEAD has the fields and no body, and other methods are told which there are', async () => {
    for (const path of ['/hello.txt', '/']) {
      const [whole, head] = [await get(path), await visit(new URL(path, url), { method: 'HEAD' })];
      expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
        200,
        whole.headers['content-length'],
        0,
      ]);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await visit(new URL('/hello.txt', url), { method, body: method === 'OPTIONS' ? undefined : 'x' });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    }
  });

  test('a folder without its slash is sent on to it, with its query and relative', async () => {
    const answer = await get('/docs/deep?a=1');
    expect([answer.status, answer.headers.location]).toEqual([301, './deep/?a=1']);
    expect((await get('/docs/deep/')).status).toBe(200);
    expect(textOf(await get('/link-inside/deep/page.html'))).toBe('<h1>Deep</h1>');
  });

  test('its index.html is shown instead of the list, and every type by its name', async () => {
    await mkdir(join(folder, 'app'));
    await writeFile(join(folder, 'app/index.html'), '<!doctype html><title>App</title>');
    await writeFile(join(folder, 'app/app.js'), 'export {};');
    await writeFile(join(folder, 'app/data'), '{}');
    const page = await get('/app/');
    expect([page.headers['content-type'], textOf(page)]).toEqual([
      'text/html; charset=utf-8',
      '<!doctype html><title>App</title>',
    ]);
    expect((await get('/app/app.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await get('/app/data')).headers['content-type']).toBe('application/octet-stream');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
  });

  test('an empty file is one', async () => {
    await writeFile(join(folder, 'app/empty'), '');
    expect(await get('/app/empty')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  test('a list that would have no end says that it has one', async () => {
    const many = join(outside, 'many');
    await mkdir(many);
    const names = Array.from({ length: MAX_LISTED + 10 }, (_, index) => join(many, `file-${index}`));
    for (let from = 0; from < names.length; from += 500) {
      await Promise.all(names.slice(from, from + 500).map((name) => writeFile(name, '')));
    }
    const share = await startShare(processes, many, exit, ['--name', 'many']);
    const list = textOf(await visit(share.publicUrl));
    expect(list).toContain(`more than ${MAX_LISTED} entries`);
    expect(list.split('<tr>').length - 2).toBe(MAX_LISTED);
    await share.program.stop();
  });

  test('a file that becomes shorter while it is read does not look whole', async () => {
    const path = join(folder, 'shrinking.bin');
    await writeRandomFile(path, FILE_MEGABYTES);
    const answer = await openVisit(new URL('/shrinking.bin', url));
    const read = (async () => {
      for await (const _ of answer) await truncate(path, 1024);
    })();
    await expect(read).rejects.toThrow();
  });

  test.skipIf(process.platform !== 'linux')('visitors who leave in the middle leave no file open', async () => {
    const share = await startShare(processes, folder, exit, ['--name', 'left']);
    const readers = async () =>
      (await openFiles(share.program.pid)).filter((target) => target.endsWith('/big.bin')).length;
    const sockets = Array.from({ length: 10 }, () => connect(exit.dataPort, '127.0.0.1'));
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.write(`GET /big.bin HTTP/1.1\r\nHost: ${share.publicUrl.host}\r\n\r\n`);
      socket.pause();
    }
    await eventually('the files are open', async () => (await readers()) === sockets.length);
    for (const socket of sockets) socket.destroy();
    await eventually('they are closed', async () => (await readers()) === 0);
    await share.program.stop();
  });

  test('hidden files are shared where that is asked for, and still nothing outside', async () => {
    const share = await startShare(processes, folder, exit, ['--name', 'dotted', '--dot-files']);
    expect(textOf(await visit(new URL('/.git/config', share.publicUrl)))).toBe(SECRET);
    expect(textOf(await visit(share.publicUrl))).toContain('.env');
    expect((await visit(new URL('/link-to-file', share.publicUrl))).status).toBe(404);
    await share.program.stop();
  });

  test('one that vanishes is said to be gone, and is served again when it is back', async () => {
    const moving = join(outside, 'moving');
    await mkdir(moving);
    await writeFile(join(moving, 'a.txt'), 'here');
    const share = await startShare(processes, moving, exit, ['--name', 'moving']);
    const agentless = () => visit(new URL('/a.txt', share.publicUrl));
    expect(textOf(await agentless())).toBe('here');
    await rename(moving, `${moving}-away`);
    const gone = await agentless();
    expect([gone.status, gone.headers['porthole-error']]).toEqual([502, 'upstream-refused']);
    expect(textOf(gone)).not.toContain(outside);
    await share.program.waitForLine(new RegExp(`The folder ${moving} is gone since .* Bring it back`));
    await rename(`${moving}-away`, moving);
    await eventually('it is served again', async () => textOf(await agentless()) === 'here');
    await share.program.stop();
  });

  test('the exit server is told its name and not where it is', async () => {
    const status = await fetch(`http://127.0.0.1:${exit.controlPort}/status`, {
      headers: { authorization: `Bearer ${(await readFile(exit.tokenFile, 'utf8')).trim()}`, connection: 'close' },
    });
    const text = await status.text();
    expect(text).toContain('"folder:site"');
    expect(text).not.toContain(outside);
  });
});

test('porthole share takes a path relative to where it was typed, and refuses what is no folder', async () => {
  const share = await processes.startEntry('cli/main.ts', ['share', './site', '--name', 'here'], {
    cwd: outside,
    ready: / -> /,
  });
  const [, publicUrl = ''] = await share.waitForLine(new RegExp(`^(\\S+) -> ${folder}$`));
  expect(textOf(await visit(new URL('/app/data', publicUrl)))).toBe('{}');
  for (const [target, text] of [
    ['./none', `There is no folder ${outside}/none.`],
    ['./secret.txt', `There is no folder ${outside}/secret.txt.`],
    ['/', '/ holds too much to be shared'],
  ] as const) {
    const program = await processes.startEntry('cli/main.ts', ['share', target], { cwd: outside });
    expect(await program.ended).toBe(2);
    expect(program.stderr).toEqual([expect.stringContaining(text)]);
  }
});
