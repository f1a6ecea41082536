/** One thing that is built: an environment of vite.config.ts, and the folders that its result depends on. */
export interface BuildTarget {
  /** Name on the command line, and of the folder under dist/. */
  readonly name: string;
  /** Key in `environments` of vite.config.ts. */
  readonly environment: string;
  /** Folders and files, relative to the root of the checkout. A folder counts with all that is in it, except tests. */
  readonly inputs: readonly string[];
}

/** Inputs of every target: versions of what is bundled, and how. */
const COMMON_INPUTS = ['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json'];

/** What every bundle of the exit server depends on. */
export const EXIT_INPUTS = ['exit', 'shared', ...COMMON_INPUTS];

/** Everything that ships, in the order in which it is built. */
export const BUILD_TARGETS: readonly BuildTarget[] = [
  { name: 'page', environment: 'client', inputs: ['renderer', 'shared', ...COMMON_INPUTS] },
  { name: 'main', environment: 'main', inputs: ['electron', 'exit', 'shared', ...COMMON_INPUTS] },
  { name: 'storage', environment: 'storage', inputs: ['electron/engine', 'shared', ...COMMON_INPUTS] },
  { name: 'preload', environment: 'preload', inputs: ['electron/preload.ts', 'shared/contract', ...COMMON_INPUTS] },
  { name: 'cli', environment: 'cli', inputs: ['cli', 'electron', 'exit', 'shared', ...COMMON_INPUTS] },
  { name: 'exit', environment: 'exit', inputs: EXIT_INPUTS },
];
