import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, type } from 'node:os';
import { join } from 'node:path';
import { NODE, ROOT } from '../../scripts/setup/checkout.js';
import { runTool } from '../measure/run-tool.ts';

/** What must be known to compare the figures with others. */
export interface Circumstances {
  startedAt: string;
  machine: string;
  /** Load averages over 1, 5 and 15 minutes before anything was started: what else the machine did. */
  loadBefore: number[];
  runs: number;
  seconds: number;
  versions: Record<string, string>;
}

/** Notes the circumstances; to be called before anything is started. */
export async function readCircumstances(options: { runs: number; seconds: number }): Promise<Circumstances> {
  const processors = cpus();
  return {
    startedAt: new Date().toISOString(),
    machine: `${type()} ${release()}, ${processors.length} × ${processors[0]?.model.trim()}`,
    loadBefore: loadavg(),
    ...options,
    versions: {
      porthole: portholeVersion(),
      Node: execFileSync(NODE, ['--version'], { encoding: 'utf8' }).trim().slice(1),
      ws: packageVersion('ws'),
      bufferutil: packageVersion('bufferutil'),
      nginx: await toolVersion('nginx', ['-v'], /nginx\/(\S+)/),
      OpenSSH: await toolVersion('ssh', ['-V'], /OpenSSH_(\S+?),?\s/),
      wrk: (await toolVersion('dpkg-query', ['-W', 'wrk'], /\s(\S+)/)) || 'unknown',
      curl: await toolVersion('curl', ['--version'], /curl (\S+)/),
    },
  };
}

function portholeVersion(): string {
  const version = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'exit', 'cli', 'electron', 'shared');
    return `${version} at ${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : ' with changes'}`;
  } catch {
    return version;
  }
}

function packageVersion(name: string): string {
  try {
    return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return 'not installed';
  }
}

async function toolVersion(command: string, args: string[], pattern: RegExp): Promise<string> {
  try {
    return pattern.exec(await runTool(command, args))?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
