import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer, type ViteDevServer } from 'vite';
import { checkoutEnvironment, NODE, ROOT } from './setup/checkout.js';
import { endWithNpm } from './setup/end-with-npm.js';

/** Beside the 4280 of `porthole serve`, so that the app which the developer uses daily may run meanwhile. */
const ENGINE_PORT = 4281;

/** Settings and secrets of the engine under development; not those of the daily app. */
const DATA_DIR = resolve(ROOT, '.porthole-dev');

endWithNpm();
const vite = await startPageServer();
const engine = startEngine(process.argv.slice(2));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => engine.kill('SIGTERM'));
}
// Each restart of the engine prints its line again; the key in it stays the same.
createInterface(engine.stdout).on('line', (line) => {
  const key = /#key=\S+/.exec(line)?.[0];
  process.stdout.write(key === undefined ? `${line}\n` : `Open ${vite.resolvedUrls?.local[0]}${key}\n`);
});
engine.once('close', async (code) => {
  await vite.close();
  process.exitCode = code ?? 0;
});

/** Serves the page with hot reload; its RPC connection goes on to the engine. */
async function startPageServer(): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: resolve(ROOT, 'vite.config.ts'),
    clearScreen: false,
    server: {
      host: '127.0.0.1',
      // The engine accepts its own Host and Origin only.
      proxy: {
        '/rpc': {
          target: `http://127.0.0.1:${ENGINE_PORT}`,
          ws: true,
          changeOrigin: true,
          rewriteWsOrigin: true,
        },
      },
    },
  });
  return await server.listen();
}

/** Runs `porthole serve` from the sources, again after every change to one of them. */
function startEngine(flags: readonly string[]) {
  const serve = ['serve', '--no-open', '--port', String(ENGINE_PORT), '--data-dir', DATA_DIR, ...flags];
  return spawn(NODE, ['--watch', '--watch-preserve-output', resolve(ROOT, 'cli/main.ts'), ...serve], {
    cwd: ROOT,
    env: checkoutEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
