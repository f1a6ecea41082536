import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, npmEnvironment, ROOT } from './checkout.js';
import { runProgram } from './run-program.js';

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Tells whether node_modules holds what package-lock.json asks for. npm keeps a lock file of what it installed, written last;
 * the packages are compared and not the times of the files, which a checkout or a copy of the folder changes.
 * @param {string} root
 */
export function dependenciesAreInstalled(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  const installed = readLock(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || installed === undefined) {
    return false;
  }
  return Object.entries(wanted.packages).every(([path, entry]) => {
    const present = installed.packages[path];
    // The root itself is not in node_modules; optional packages are often for other platforms.
    return path === '' || (present === undefined ? entry.optional === true : present.version === entry.version);
  });
}

/**
 * Runs `npm ci` where dependencies are missing or other than the lock file says. Throws when it fails.
 */
export async function ensureDependencies() {
  if (dependenciesAreInstalled(ROOT) && existsSync(NODE)) {
    return false;
  }
  process.stderr.write('Installing the dependencies (npm ci)…\n');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // On Windows npm is a .cmd file, which only a shell starts.
  const options = { cwd: ROOT, env: npmEnvironment(), shell: process.platform === 'win32' };
  const code = await runProgram('npm', args, options);
  if (code !== 0) {
    throw new Error(`npm ci ended with exit code ${code}: see its messages above.`);
  }
  if (!existsSync(NODE)) {
    throw new Error(
      'npm did not install Node 24 (package "node"): it needs install scripts; check "npm config get ignore-scripts".',
    );
  }
  return true;
}

/**
 * @param {string} file
 * @returns {Lock | undefined}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
