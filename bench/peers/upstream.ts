import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNginx } from '../../e2e/fixtures/nginx.ts';
import type { Processes } from '../../e2e/fixtures/processes.ts';

/** Name and size of the file that is downloaded. */
export const FILE_PATH = '/file';
export const FILE_BYTES = 64 * 1024 * 1024;

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
  const file = randomBytes(FILE_BYTES);
  await writeFile(join(folder, FILE_PATH), file);
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
