import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FINDER_AGENT } from '../../electron/engine/services/http-title.ts';
import { eventually } from '../fixtures/eventually.ts';
import { startNginx } from '../fixtures/nginx.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { SMUGGLING_ATTACKS, type SmugglingAttack } from '../fixtures/smuggling-attacks.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { visit } from '../fixtures/visit.ts';

const processes = new Processes();
let exit: ExitProgram;

beforeAll(async () => {
  exit = await startExit(processes);
});

afterAll(() => processes.end());

/** A server behind the tunnel, and what it has read as requests: `METHOD TARGET`. */
interface Victim {
  url: URL;
  seen(): Promise<string[]>;
}

/** Sends the bytes as they are and returns the status lines of what comes back, after the exit server has closed the connection. */
async function attack(url: URL, bytes: string): Promise<string[]> {
  const socket = connect({ port: Number(url.port), host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A refused connection may be reset while bytes are still on their way.
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.end(Buffer.from(bytes.replaceAll('HOST', url.host), 'latin1'));
  await once(socket, 'close');
  return (
    Buffer.concat(chunks)
      .toString('latin1')
      .match(/HTTP\/1\.[01] \d{3}/g) ?? []
  );
}

/** Sends an attack, then a request that all servers must have seen by then, and returns what was seen between. */
async function whatIsSeen(victim: Victim, { bytes }: SmugglingAttack, mark: string): Promise<[string[], string[]]> {
  const before = (await victim.seen()).length;
  const answers = await attack(victim.url, bytes);
  await visit(new URL(mark, victim.url), { headers: { connection: 'close' } });
  const seen = await eventually(`${mark} is seen`, async () => {
    const all = (await victim.seen()).slice(before);
    return all.includes(`GET ${mark}`) ? all : undefined;
  });
  return [answers, seen.filter((line) => line !== `GET ${mark}`)];
}

function suite(victim: () => Victim): void {
  test.each(SMUGGLING_ATTACKS)('$name', async (wanted) => {
    const mark = `/mark-${SMUGGLING_ATTACKS.indexOf(wanted)}`;
    const [answers, seen] = await whatIsSeen(victim(), wanted, mark);
    const finals = answers.filter((line) => !line.endsWith(' 100'));
    if (wanted.breaksOff === true) expect(['', ...wanted.seen]).toContain(seen.join());
    else expect(seen).toEqual(wanted.seen);
    if (wanted.breaksOff === true || wanted.seen.length === 0) {
      expect(finals.length).toBeLessThanOrEqual(1);
      expect(finals.filter((line) => / 2/.test(line))).toEqual([]);
    } else {
      expect(finals.length).toBe(wanted.seen.length);
    }
  });

  test('none of them did it, also not late', async () => {
    expect((await victim().seen()).filter((line) => line.includes('smuggled'))).toEqual([]);
  });
}

describe('before Node’s server, nothing is answered as a second request:', () => {
  const seen: string[] = [];
  let upstream: NodeUpstream;
  let victim: Victim;

  beforeAll(async () => {
    upstream = await startNodeUpstream((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.url === '/early') {
        response.end('early');
        return;
      }
      request.resume().on('end', () => response.end('whole'));
    });
    const { publicUrl } = await startShare(processes, upstream.port, exit, ['--name', 'node']);
    victim = { url: publicUrl, seen: async () => seen };
  });

  afterAll(() => upstream.close());

  suite(() => victim);
});

describe.skipIf(!isInstalled('nginx'))('before nginx, nothing is answered as a second request:', () => {
  let victim: Victim;

  beforeAll(async () => {
    const log = join(await processes.temporaryFolder(), 'requests.log');
    const { port } = await startNginx(processes, {
      http: `log_format seen "$request_method $request_uri"; map $http_user_agent $counts { "${FINDER_AGENT}" 0; default 1; }`,
      server: `access_log ${log} seen if=$counts; location / { return 200 "whole"; }`,
    });
    const { publicUrl } = await startShare(processes, port, exit, ['--name', 'nginx']);
    const seen = async () => (await readFile(log, 'utf8')).split('\n').filter(Boolean);
    victim = { url: publicUrl, seen };
  });

  suite(() => victim);
});
