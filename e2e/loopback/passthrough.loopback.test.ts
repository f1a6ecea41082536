import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { SecureUpstream } from '../../exit/testing/secure-upstream.ts';
import { startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { writeRandomFile } from '../fixtures/random-file.ts';

/** Two programs, 64 MiB there and back, and three hashes of them, on two busy cores. */
const CHAIN_MS = 180_000;

const run = promisify(execFile);
const processes = new Processes();
const upstreams: SecureUpstream[] = [];

afterEach(async () => {
  await processes.end();
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

test("porthole share --tls: curl trusts the service's own CA alone, and 64 MiB come back over HTTP/2", {
  timeout: CHAIN_MS,
}, async () => {
  const upstream = await SecureUpstream.start(['bank.localhost']);
  upstreams.push(upstream);
  const exit = await startExit(processes);
  const share = await startShare(processes, `https://127.0.0.1:${upstream.port}`, exit, ['--tls', '--name', 'bank']);
  expect(share.publicUrl.href).toBe(`https://bank.localhost:${exit.dataPort}/`);
  expect(share.program.stdout[0]).toBe(`${share.publicUrl.origin} -> tls://127.0.0.1:${upstream.port}`);

  const folder = await processes.temporaryFolder();
  const [ca, sent, came] = ['ca.pem', 'sent', 'came'].map((name) => join(folder, name)) as [string, string, string];
  await writeFile(ca, upstream.ca);
  await writeRandomFile(sent, 64);
  const options = ['-sS', '--http2', '--cacert', ca, '--data-binary', `@${sent}`, '-o', came];
  const { stdout } = await run('curl', [...options, '-w', '%{http_version} %{response_code}', share.publicUrl.href]);
  expect(stdout).toBe('2 200');
  expect(await sha256Of(came)).toBe(await sha256Of(sent));
  // The probe of the public URL, which came first, never met the service.
  expect(upstream.handshakes).toBe(1);

  expect(await share.program.stop()).toBe(0);
  const gone = await run('curl', [...options, share.publicUrl.href]).catch((error: { stderr: string }) => error);
  expect(gone.stderr).toMatch(/unrecognized name|reset|SSL|closed/i);
});
