import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, ROOT } from '../setup/checkout.js';
import { runProgram } from '../setup/run-program.js';

const PACKAGE = join(ROOT, 'node_modules/electron');

// Lies in node_modules so that a fresh install tries again.
const FAILED_DOWNLOAD = join(ROOT, 'node_modules/.electron-download-failed');

/** About 120 MB: a slow line gets its chance, and a network that swallows packets does not hold `npm start` for ever. */
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** After a failure each start would begin with a wait: the next try is made a day later. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** Electron's executable for this checkout. The npm package brings only the means to download it. */
export class ElectronRuntime {
  /** Returns the path of the executable, or undefined where it is not installed. The rules are those of electron/index.js. */
  find(): string | undefined {
    const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
    const name = this.#executableName();
    const path =
      override === undefined ? name && join(PACKAGE, 'dist', name) : join(override, name ?? defaultExecutable());
    return path !== undefined && existsSync(path) ? path : undefined;
  }

  /** Downloads the runtime unless that failed within the last day. Returns whether it is there now. */
  async install(): Promise<boolean> {
    if (this.#failedLately()) {
      return false;
    }
    process.stderr.write("Downloading Electron's runtime (about 120 MB, once)…\n");
    const code = await runProgram(NODE, [join(PACKAGE, 'install.js')], {
      stdio: 'ignore',
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
    if (code === 0 && this.find() !== undefined) {
      rmSync(FAILED_DOWNLOAD, { force: true });
      return true;
    }
    writeFileSync(FAILED_DOWNLOAD, '');
    return false;
  }

  #executableName(): string | undefined {
    try {
      return readFileSync(join(PACKAGE, 'path.txt'), 'utf8');
    } catch {
      return undefined;
    }
  }

  #failedLately(): boolean {
    const stats = statSync(FAILED_DOWNLOAD, { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs < RETRY_AFTER_MS;
  }
}

function defaultExecutable(): string {
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
