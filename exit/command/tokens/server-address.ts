import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../shared/write-file-atomically.ts';
import type { ExitLog } from '../../log.ts';
import type { JoinAddress } from '../join-address.ts';

/** Name of the file in the data directory. */
const ADDRESS_FILE = 'address.json';
const PRIVATE_FILE = 0o600;

const Address = z.object({ server: z.string(), ca: z.string().optional() });

/** Tells commands on this machine where clients reach the server. Makes no data directory: a server that keeps nothing needs none. */
export async function rememberAddress(dataDir: string, address: JoinAddress, log: ExitLog): Promise<void> {
  try {
    const folder = await stat(dataDir).catch(() => undefined);
    if (folder?.isDirectory() !== true) return;
    await writeFileAtomically(join(dataDir, ADDRESS_FILE), `${JSON.stringify(address)}\n`, PRIVATE_FILE);
  } catch (error) {
    const { message } = error as Error;
    log.warn(
      {},
      `join links of "porthole-exit token" need --server, since ${ADDRESS_FILE} cannot be written: ${message}`,
    );
  }
}

/** What the server that runs, or ran last, has told; undefined where nothing usable is there. */
export function recallAddress(dataDir: string): JoinAddress | undefined {
  try {
    const { server, ca } = Address.parse(JSON.parse(readFileSync(join(dataDir, ADDRESS_FILE), 'utf8')));
    return ca === undefined ? { server } : { server, ca };
  } catch {
    return undefined;
  }
}
