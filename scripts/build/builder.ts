import { resolve } from 'node:path';
import { BuildLock } from './build-lock.ts';
import { BuildOutput } from './build-output.ts';
import type { BuildTarget } from './build-target.ts';
import { fingerprint } from './fingerprint.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = resolve(ROOT, 'dist');

export interface BuildOptions {
  /** Leaves a target alone whose inputs are those of its last build. */
  onlyStale: boolean;
  /** Told once per target that was built: a short line for people. */
  report(line: string): void;
}

/** Builds the targets into dist/. Throws when one fails; what was in dist/ for it stays. */
export async function build(targets: readonly BuildTarget[], options: BuildOptions): Promise<void> {
  // Asked before taking the lock too: the usual case, nothing to do, must not wait for a build of something else.
  const wanted = targets.filter((target) => !options.onlyStale || isStale(target));
  if (wanted.length === 0) {
    return;
  }
  using _lock = new BuildLock(DIST);
  for (const target of wanted) {
    if (options.onlyStale && !isStale(target)) {
      // Built by another process just now.
      continue;
    }
    const start = performance.now();
    await buildOne(target);
    options.report(`${target.name}: built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

function isStale(target: BuildTarget): boolean {
  return !new BuildOutput(DIST, target.name).isBuiltFrom(fingerprint(ROOT, target.inputs));
}

async function buildOne(target: BuildTarget): Promise<void> {
  const output = new BuildOutput(DIST, target.name);
  // Taken before the build: a file that changes meanwhile makes the result stale.
  const inputs = fingerprint(ROOT, target.inputs);
  // Loaded here because it takes longer than finding out that nothing is stale.
  const { createBuilder } = await import('vite');
  const builder = await createBuilder({
    configFile: resolve(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    environments: { [target.environment]: { build: { outDir: output.stagingFolder } } },
  });
  const environment = builder.environments[target.environment];
  if (environment === undefined) {
    throw new Error(`vite.config.ts has no environment "${target.environment}"`);
  }
  await builder.build(environment);
  output.publish(inputs);
}
