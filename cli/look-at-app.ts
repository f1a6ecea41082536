import { createEngine, type Engine } from '../electron/engine/engine.ts';
import { KeyFileCipher } from '../electron/engine/secrets/key-file-cipher.ts';
import { settingsFileOf } from '../electron/engine/settings/settings-file-of.ts';
import { connectLocally, type LocalClient } from '../electron/rpc/local-endpoint.ts';
import { VERSION } from '../shared/version.ts';
import { createCliLog } from './cli-log.ts';
import { CommandError } from './command-error.ts';
import { defaultDataDir } from './data-dir.ts';
import { LookOnlySettingsFile } from './look-only-settings-file.ts';

/** What to do where the app runs, and where only its data folder is there. */
export interface Looks<Result> {
  running(client: LocalClient['client']): Promise<Result>;
  /** The engine runs nothing, and changes nothing on the disk. */
  resting(engine: Engine): Promise<Result>;
}

/** Asks the app of a data folder, or looks at the folder where no app runs. Rejects with CommandError where the app ends meanwhile. */
export async function lookAtApp<Result>(dataDir: string | undefined, looks: Looks<Result>): Promise<Result> {
  const folder = dataDir ?? defaultDataDir();
  const local = await connectLocally(folder);
  if (local) {
    try {
      return await looks.running(local.client);
    } catch (error) {
      throw new CommandError(1, `Porthole did not answer: ${(error as Error).message}`);
    } finally {
      local.close();
    }
  }
  process.stderr.write('porthole: The app does not run, so what only it knows is left out.\n');
  const engine = createEngine({
    dataDir: folder,
    settings: new LookOnlySettingsFile(settingsFileOf(folder)),
    cipher: KeyFileCipher.of(folder),
    noKeychain: 'The system’s keychain is for the desktop app only.',
    startEmbeddedExit: () => Promise.reject(new Error('No tunnel runs here.')),
    log: createCliLog(),
    version: VERSION,
  });
  try {
    await engine.load({ lookOnly: true });
    return await looks.resting(engine);
  } finally {
    await engine.stop();
  }
}
