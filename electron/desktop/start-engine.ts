import type { Engine } from '../engine/engine.ts';
import type { Log } from '../engine/engine-parts.ts';
import { LocalEndpoint } from '../rpc/local-endpoint.ts';
import { type AppInfo, createRouter, type Router } from '../rpc/router.ts';

export interface StartParts {
  readonly engine: Engine;
  readonly dataDir: string;
  readonly info: Omit<AppInfo, 'started'>;
  readonly log: Log;
}

/**
 * Takes the place of the data folder's only app, then starts the engine. Calls from the command line that come meanwhile wait until it runs.
 *
 * Rejects, with the place free again and those calls ended, where the engine cannot start; with AlreadyRunningError where another app has the folder
 */
export async function startEngine({
  engine,
  dataDir,
  info,
  log,
}: StartParts): Promise<{ router: Router; endpoint: LocalEndpoint }> {
  const started = Promise.withResolvers<void>();
  const router = createRouter(engine, { ...info, started: started.promise });
  const endpoint = await LocalEndpoint.open(dataDir, router, log);
  try {
    await engine.start();
  } catch (error) {
    await endpoint.close();
    throw error;
  }
  started.resolve();
  return { router, endpoint };
}
