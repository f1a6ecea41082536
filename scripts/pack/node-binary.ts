import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NODE } from '../setup/checkout.js';
import type { ServerPlatform } from './server-platform.ts';

/**
 * Puts Node's binary for a platform at `file`: the checkout's own, or from the npm package that carries it, of the version
 * that runs this. `folder` is for what is unpacked on the way.
 */
export function copyNodeBinary(platform: ServerPlatform, file: string, folder: string): void {
  const own = platform === `${process.platform}-${process.arch}`;
  copyFileSync(own ? NODE : fetchNode(platform, folder), file);
}

/** `npm pack` fetches through npm's own settings and checks the registry's checksum. */
function fetchNode(platform: ServerPlatform, folder: string): string {
  const shell = process.platform === 'win32';
  execFileSync('npm', ['pack', '--silent', `node-${platform}@${process.versions.node}`], {
    cwd: folder,
    shell,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm brought no Node ${process.versions.node} for ${platform}`);
  execFileSync('tar', ['-xzf', archive, 'package/bin/node'], { cwd: folder });
  return join(folder, 'package/bin/node');
}
