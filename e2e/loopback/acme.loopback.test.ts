import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../exit/testing/until.ts';
import { AcmeCertificates } from '../../exit/tls/acme/acme-certificates.ts';
import { KeyStore } from '../../exit/tls/key-store.ts';
import { type Pebble, startPebble } from '../fixtures/pebble.ts';
import { TOKEN } from '../fixtures/porthole.ts';
import { Processes, withFreePort } from '../fixtures/processes.ts';
import { isInstalled } from '../fixtures/system-program.ts';

/** Life of a certificate that is renewed while a test waits, s: an order, with two programs for its DNS records, must end within the first two thirds of it. */
const SHORT_LIFE_S = 24;
/** Several programs one after the other, and such a life. */
const CHAIN_MS = 180_000;

const processes = new Processes();
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await processes.end();
});

/** The certificate that a server shows for a name, if it stands up to the CA and the name. */
function certificateOf(port: number, servername: string, ca: string): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername, ca }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** Where a machine is so busy that the order takes longer than the last third of a life, the next certificate is there a little later. */
function unlessExpired(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'CERT_HAS_EXPIRED') throw error;
}

/** A hook that gives records to the DNS server and writes down how it was called. */
async function writeHook(folder: string, { dnsUrl }: Pebble): Promise<{ hook: string; calls: string }> {
  const [hook, calls] = [join(folder, 'hook'), join(folder, 'calls')];
  await writeFile(
    hook,
    `#!${process.execPath}
    const { appendFileSync } = require('node:fs');
    const [action, domain, name, value, ...rest] = process.argv.slice(2);
    appendFileSync(${JSON.stringify(calls)}, [action, domain, name, value.length, ...rest].join(' ') + '\\n');
    const path = action === 'add' ? '/set-txt' : '/clear-txt';
    fetch(${JSON.stringify(dnsUrl)} + path, { method: 'POST', body: JSON.stringify({ host: name + '.', value }) })
      .then((answer) => { if (!answer.ok) process.exit(1); });
    `,
  );
  await chmod(hook, 0o700);
  return { hook, calls };
}

/** An exit server whose certificates come from a pebble. */
async function startExit(folder: string, { directoryUrl, caFile }: Pebble, flags: string[], dataPort = 0) {
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, TOKEN, { mode: 0o600 });
  const acme = ['--acme-email', 'ada@example.com', '--acme-directory', directoryUrl, '--acme-ca', caFile];
  const addresses = [
    '--control-addr',
    '127.0.0.1:0',
    '--data-addr',
    `127.0.0.1:${dataPort}`,
    '--tcp-addr',
    '127.0.0.1',
  ];
  const kept = ['--token-file', tokenFile, '--data-dir', join(folder, 'data'), '--log-format', 'json'];
  const ready = { ready: /^data plane on / };
  return processes.startEntry('exit/main.ts', [...addresses, ...acme, ...kept, ...flags], ready);
}

class Log {
  readonly lines: string[] = [];
  readonly #note = (_fields: object, message: string) => void this.lines.push(message);
  readonly debug = this.#note;
  readonly info = this.#note;
  readonly warn = this.#note;
  readonly error = this.#note;
}

describe.skipIf(!isInstalled('pebble') || !isInstalled('pebble-challtestsrv'))(
  'certificates from an ACME server',
  () => {
    test('a domain and its wildcard by DNS-01, issued and renewed while the exit server runs', {
      timeout: CHAIN_MS,
    }, async () => {
      const pebble = await startPebble(processes, { validitySeconds: SHORT_LIFE_S });
      const folder = await processes.temporaryFolder();
      const { hook, calls } = await writeHook(folder, pebble);
      const domains = ['--acme-domain', 'exit.example.com', '--acme-domain', '*.exit.example.com'];
      const exit = await startExit(folder, pebble, [...domains, '--acme-dns-hook', hook]);
      const [, control] = await exit.waitForLine(/^control plane on .*:(\d+)$/);
      const issued = () => exit.stderr.filter((line) => line.includes('certificate issued'));
      await until(() => issued().length >= 2, 'both certificates');
      const root = await pebble.root();
      const first = await certificateOf(Number(control), 'exit.example.com', root);
      const wild = await certificateOf(Number(control), 'blog.exit.example.com', root);
      expect([first.subjectaltname, wild.subjectaltname]).toEqual(['DNS:exit.example.com', 'DNS:*.exit.example.com']);
      await until(async () => {
        const now = await certificateOf(Number(control), 'exit.example.com', root).catch(unlessExpired);
        return now !== undefined && now.serialNumber !== first.serialNumber;
      }, 'a renewed certificate');
      const lines = (await readFile(calls, 'utf8')).trimEnd().split('\n');
      // 43 characters: a SHA-256 in base64url (RFC 8555 §8.4).
      const [add, remove] = ['add', 'remove'].map(
        (what) => `${what} exit.example.com _acme-challenge.exit.example.com 43`,
      );
      expect(new Set(lines)).toEqual(new Set([add, remove]));
      // Not while it runs: a renewal may be writing a file at any moment.
      expect(await exit.stop()).toBe(0);
      const [account = ''] = await readdir(join(folder, 'data', 'acme'));
      for (const file of await readdir(join(folder, 'data', 'acme', account))) {
        expect([file, ((await stat(join(folder, 'data', 'acme', account, file))).mode & 0o777).toString(8)]).toEqual([
          file,
          '600',
        ]);
      }
    });
    test('by HTTP-01, answered by the data plane, which then shows the certificate to visitors', async () => {
      await withFreePort(async (port) => {
        const pebble = await startPebble(processes, { validitySeconds: 3600, httpPort: port });
        const domain = ['--acme-domain', 'exit.example.com'];
        const exit = await startExit(await processes.temporaryFolder(), pebble, domain, port);
        await exit.waitForLine(/certificate issued/);
        const shown = await certificateOf(port, 'exit.example.com', await pebble.root());
        expect(shown.subjectaltname).toBe('DNS:exit.example.com');
      });
    });

    test('by HTTP-01; a renewal that fails leaves the certificate in use, and a restart orders none that it has', {
      timeout: CHAIN_MS,
    }, async () => {
      const certificates: AcmeCertificates[] = [];
      const answers = createServer((request, response) => {
        const token = request.url?.replace('/.well-known/acme-challenge/', '') ?? '';
        const answer = certificates.at(-1)?.challengeAnswers.answerFor(token);
        response.writeHead(answer === undefined ? 404 : 200).end(answer);
      });
      await new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve));
      closers.push(async () => {
        answers.closeAllConnections();
        await new Promise((resolve) => answers.close(resolve));
      });
      const httpPort = (answers.address() as AddressInfo).port;
      const pebble = await startPebble(processes, { validitySeconds: SHORT_LIFE_S, httpPort });
      const store = new KeyStore(await processes.temporaryFolder());
      const log = new Log();
      const load = async () => {
        const { directoryUrl, caFile } = pebble;
        const settings = { domains: ['exit.example.com'], email: 'ada@example.com', directoryUrl, caFile };
        const loaded = await AcmeCertificates.load({ ...settings, dnsHook: undefined, store, log });
        certificates.push(loaded);
        closers.push(() => loaded.close());
        return loaded;
      };
      const running = await load();
      expect(running.table.contextFor('exit.example.com')).toBeUndefined();
      running.begin();
      await until(() => log.lines.includes('certificate issued'), 'a certificate');
      expect((await load()).table.expiresAt).toEqual(running.table.expiresAt);
      certificates.pop();
      await pebble.program.stop();
      await until(() => log.lines.some((line) => line.startsWith('no certificate for exit.example.com')), 'a failure');
      expect(running.table.contextFor('exit.example.com')).toBeDefined();
      expect(running.challengeAnswers.answerFor('x')).toBeUndefined();
    });

    test('an answer that the ACME server cannot see is no certificate, and the log says why', async () => {
      const pebble = await startPebble(processes, { validitySeconds: 60 });
      const log = new Log();
      const { directoryUrl, caFile } = pebble;
      const settings = { domains: ['exit.example.com'], email: 'ada@example.com', directoryUrl, caFile };
      const store = new KeyStore(undefined);
      const certificates = await AcmeCertificates.load({ ...settings, dnsHook: undefined, store, log });
      closers.push(() => certificates.close());
      certificates.begin();
      await until(() => log.lines.some((line) => line.startsWith('no certificate for')), 'a failure');
      expect(log.lines.at(-1)).toMatch(/connection refused/i);
      expect(certificates.table.pairs).toEqual([]);
    });
  },
);
