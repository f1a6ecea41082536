import { readFileSync } from 'node:fs';
import http from 'node:http';
import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite';

const ROOT = import.meta.dirname;

// Electron's main process and the `node` package both carry this Node.
const NODE_TARGET = 'node24';

// Not bundled: Electron provides its own module; `ws` asks for its optional native parts in a try block and goes on without.
const EXTERNAL = ['electron', 'bufferutil', 'utf-8-validate'];

const HTTP = /^(?:node:)?http$/;

interface ProgramForm {
  format?: 'es' | 'cjs';
  /** What is imported by `import()` gets files of its own beside the program's, which are loaded when it is: a start reads what it needs and no more. */
  inParts?: boolean;
}

/** Describes one program for Node: a file with all its dependencies, so that it runs without node_modules. */
function nodeProgram(
  entry: string,
  outDir: string,
  file: string,
  { format = 'es', inParts = false }: ProgramForm = {},
): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external: EXTERNAL, builtins: [/^node:(?!http$)/, 'electron'] },
    build: {
      ssr: true,
      outDir: resolve(ROOT, outDir),
      emptyOutDir: true,
      target: NODE_TARGET,
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: resolve(ROOT, entry),
        external: (id) => EXTERNAL.includes(id) || (isBuiltin(id) && (format === 'cjs' || !HTTP.test(id))),
        // Parts lie beside the program and not in a folder: code in them finds other files by its own place (start-storage-worker.ts).
        output: { format, entryFileNames: file, codeSplitting: inParts, chunkFileNames: '[name].js' },
      },
    },
  };
}

/**
 * Lets bundles take `node:http` by `require`. An `import` reads every export of a module of Node, and three of this one (WebSocket and its events) are getters that load
 * undici, some 20 ms at each start for what nobody here uses.
 */
function httpWithoutUndici(): Plugin {
  const virtual = '\0porthole:http';
  return {
    name: 'porthole:http-without-undici',
    enforce: 'pre',
    applyToEnvironment: ({ config }) => config.consumer === 'server',
    resolveId: {
      filter: { id: HTTP },
      handler: (id, _importer, { kind }) => (kind === 'require-call' ? { id, external: true } : virtual),
    },
    load: {
      filter: { id: /^\0porthole:http$/ },
      handler: () => {
        const names = Object.entries(Object.getOwnPropertyDescriptors(http)).flatMap(([name, { value }]) =>
          value === undefined ? [] : [name],
        );
        return [
          `import { createRequire } from 'node:module';`,
          `const http = createRequire(import.meta.url)('node:http');`,
          `export default http;`,
          `export const { ${names.join(', ')} } = http;`,
        ].join('\n');
      },
    },
  };
}

/** Lets bundles carry the version out of package.json (see shared/version.ts), and not the whole file. */
function versionOnly(): Plugin {
  const file = resolve(ROOT, 'package.json');
  return {
    name: 'porthole:version-only',
    load: {
      filter: { id: file },
      handler: () => JSON.stringify({ version: JSON.parse(readFileSync(file, 'utf8')).version }),
    },
  };
}

/** Builds everything that ships: `client` is the page, the others run on Node. `scripts/build.ts` builds what is stale of it. */
export default defineConfig({
  root: resolve(ROOT, 'renderer'),
  base: './',
  plugins: [react(), versionOnly(), httpWithoutUndici()],
  // The dev server may serve what the page imports from outside its folder: shared/, and fonts of node_modules.
  server: { fs: { allow: [ROOT] } },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: resolve(ROOT, 'dist/page'),
        emptyOutDir: true,
        // The page runs in Electron's Chromium and in the browsers of today.
        target: 'es2024',
        // No data: URLs for scripts and fonts: the page's Content-Security-Policy allows none.
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 2000,
      },
    },
    main: nodeProgram('electron/main.ts', 'dist/main', 'main.js', { inParts: true }),
    // The thread in which the engine of `main` and `cli` keeps its SQLite files; as CommonJS, since its text is run (start-storage-worker.ts).
    storage: nodeProgram('electron/engine/storage/storage-worker.ts', 'dist/storage', 'storage-worker.cjs', {
      format: 'cjs',
    }),
    preload: nodeProgram('electron/preload.ts', 'dist/preload', 'preload.cjs', { format: 'cjs' }),
    cli: nodeProgram('cli/main.ts', 'dist/cli', 'main.js', { inParts: true }),
    exit: nodeProgram('exit/main.ts', 'dist/exit', 'main.js'),
    // The same as CommonJS, which is what a single executable application of Node 24 takes: scripts/pack-exit.ts.
    packedExit: nodeProgram('exit/main.ts', 'dist/packed-exit', 'main.cjs', { format: 'cjs' }),
  },
});
