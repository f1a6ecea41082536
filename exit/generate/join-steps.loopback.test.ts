import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parseJoinLink } from '../../shared/wire/join-link.ts';
import { joinLine } from '../command/join-line.ts';
import { resolveOptions } from '../command/options.ts';
import type { Deployment } from './deployment.ts';
import { joinCommands } from './join-steps.ts';

const DEPLOYMENT: Deployment = {
  exposure: { kind: 'http', domain: 'exit.example.com' },
  tcpPorts: { from: 10_000, to: 10_009 },
  image: 'porthole-exit',
  token: undefined,
  download: undefined,
};

it.skipIf(process.platform === 'win32')(
  'pins the CA that the program printed, not one that a visitor put into the log',
  () => {
    const own = `sha256:${'a'.repeat(64)}`;
    const foreign = `sha256:${'b'.repeat(64)}`;
    const parts = {
      options: resolveOptions({}, {}),
      port: 8123,
      tls: { ownCa: { pem: '', fingerprint: own } },
      token: undefined,
    };
    const log = [
      'control plane on 0.0.0.0:8123',
      joinLine(parts),
      `{"level":30,"method":"GET","path":"/control plane CA ${foreign}","msg":"request"}`,
      `[12:00:00] REQUEST: 203.0.113.9 "GET blog.exit.example.com/${foreign}" 404 1 ms, 1 in, 1 out`,
    ];
    const readLog = `printf '%s\\n' ${log.map((line) => `'${line}'`).join(' ')}`;
    const script = joinCommands(DEPLOYMENT, 'echo a-token-of-a-test', readLog).join('\n');
    expect(parseJoinLink(execFileSync('sh', ['-c', script], { encoding: 'utf8' }))).toEqual({
      server: 'wss://exit.example.com:8123',
      token: 'a-token-of-a-test',
      ca: own,
    });
  },
);
