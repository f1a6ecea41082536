import { mkdir } from 'node:fs/promises';
import { createEngine } from '../electron/engine/engine.ts';
import type { EngineParts } from '../electron/engine/engine-parts.ts';
import { KeyFileCipher } from '../electron/engine/secrets/key-file-cipher.ts';
import { MemoryCipher } from '../electron/engine/secrets/memory-cipher.ts';
import { settingsFileOf } from '../electron/engine/settings/settings-file-of.ts';
import { AlreadyRunningError, LocalEndpoint } from '../electron/rpc/local-endpoint.ts';
import { PageFiles } from '../electron/rpc/page-files.ts';
import { PageServer } from '../electron/rpc/page-server.ts';
import { createRouter } from '../electron/rpc/router.ts';
import { untilStopSignal } from '../shared/stop-signal.ts';
import { VERSION } from '../shared/version.ts';
import { createCliLog } from './cli-log.ts';
import { CommandError } from './command-error.ts';
import { defaultDataDir } from './data-dir.ts';
import { openBrowser } from './open-browser.ts';
import { findPageDir } from './page-dir.ts';
import { pageKey } from './page-key.ts';

export interface ServeFlags {
  port: string;
  dataDir?: string;
  open: boolean;
  metricsPort?: string;
}

/** `porthole serve`: the engine and its page in a browser, until a signal comes. */
export async function serve(
  flags: ServeFlags,
  exitSide: Pick<EngineParts, 'startEmbeddedExit' | 'writeSetUpFile'>,
): Promise<void> {
  const port = readPort('--port', flags.port);
  const metricsPort = flags.metricsPort === undefined ? undefined : readPort('--metrics-port', flags.metricsPort);
  const dataDir = flags.dataDir ?? defaultDataDir();
  const log = createCliLog();
  const stopped = untilStopSignal();
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      1,
      `The data folder ${dataDir} cannot be made (${error.code}): give another one with --data-dir.`,
    );
  });
  const files = await PageFiles.load(await findPageDir()).catch((error: Error) => {
    throw new CommandError(1, error.message);
  });
  const engine = createEngine({
    dataDir,
    settings: settingsFileOf(dataDir),
    cipher: KeyFileCipher.of(dataDir),
    moreCiphers: [new MemoryCipher()],
    noKeychain: 'The system’s keychain is for the desktop app only: “porthole serve” has no way to it.',
    ...exitSide,
    metricsPort,
    log,
    version: VERSION,
  });
  // The port is taken first, so that one in use is said before any tunnel runs; a page that comes meanwhile waits.
  const started = Promise.withResolvers<void>();
  const router = createRouter(engine, { shell: 'browser', version: VERSION, started: started.promise });
  const endpoint = await LocalEndpoint.open(dataDir, router, log).catch(asCommandError);
  let page: PageServer | undefined;
  try {
    page = new PageServer({ port, key: await pageKey(dataDir), files, router, log });
    const address = await page.start().catch((error) => asListenError(error, port, '--port'));
    await engine.start().catch((error) => asListenError(error, error.port, '--metrics-port'));
    started.resolve();
    if (metricsPort !== undefined) {
      process.stdout.write(`Metrics are at http://127.0.0.1:${engine.endpoints.port}/metrics\n`);
    }
    process.stdout.write(`Porthole is ready at ${address}\n`);
    if (flags.open) openBrowser(address);
    await stopped;
  } finally {
    await page?.close();
    await endpoint.close();
    await engine.stop();
  }
}

function readPort(flag: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new CommandError(2, `${flag} "${text}" is not a port: give a number from 0 (any free one) to 65535.`);
}

function asCommandError(error: unknown): never {
  throw error instanceof AlreadyRunningError ? new CommandError(1, error.message) : error;
}

function asListenError(error: NodeJS.ErrnoException, port: number, flag: string): never {
  if (error.code === 'EADDRINUSE')
    throw new CommandError(1, `Port ${port} is in use: choose another one with ${flag}.`);
  if (error.code === 'EACCES')
    throw new CommandError(1, `Port ${port} is not allowed for you: choose one over 1023 with ${flag}.`);
  throw error;
}
