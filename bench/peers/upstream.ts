import { createHash, randomBytes } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNginx } from '../../e2e/fixtures/nginx.ts';
import type { Processes } from '../../e2e/fixtures/processes.ts';

/** A file that the upstream has. */
export interface UpstreamFile {
  path: string;
  bytes: number;
}

/** The file of all downloads but those over a long link; of random bytes, and compared once through every peer. */
export const FILE: UpstreamFile = { path: '/file', bytes: 64 * 1024 * 1024 };

/** So large that what a stream needs to get going over a long link is little of it; of zeros, to save memory. */
export const LARGE_FILE: UpstreamFile = { path: '/large', bytes: 512 * 1024 * 1024 };

/** What every peer leads to. */
export interface Upstream {
  /** An nginx that answers `/` with 12 bytes and `/file` with the file. */
  port: number;
  /** A Node server that echoes WebSocket messages. */
  echoPort: number;
  /** SHA-256 of the file, hexadecimal. */
  fileDigest: string;
}

/** Starts the services behind all peers. */
export async function startUpstream(processes: Processes): Promise<Upstream> {
  const folder = await processes.temporaryFolder();
  const file = randomBytes(FILE.bytes);
  await writeFile(join(folder, FILE.path), file);
  await writeFile(join(folder, LARGE_FILE.path), '');
  await truncate(join(folder, LARGE_FILE.path), LARGE_FILE.bytes);
  const { port } = await startNginx(processes, {
    server: `
      location = / { return 200 "Hello world\\n"; }
      location / { root ${folder}; }
    `,
  });
  const echo = await processes.startEntry('bench/peers/echo-server.ts', [], { ready: /^port (\d+)$/ });
  const echoPort = Number((await echo.ready)?.[1]);
  return { port, echoPort, fileDigest: createHash('sha256').update(file).digest('hex') };
}
