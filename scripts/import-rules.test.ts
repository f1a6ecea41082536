import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkoutEnvironment, ROOT } from './setup/checkout.js';

// The rules of the folders are those of biome.json; here it is seen that they bite, since a pattern that matches nothing is silent.

const REFUSED: [file: string, specifier: string][] = [
  ['shared/http1/a.ts', 'electron'],
  ['shared/http1/a.ts', '../../exit/log.ts'],
  ['shared/wire/a.ts', '../../electron/engine/live.ts'],
  ['shared/a.ts', '../cli/main.ts'],
  ['shared/a.ts', '../renderer/a.ts'],
  ['shared/wire/a.test.ts', '../../exit/log.ts'],
  ['shared/contract/a.ts', 'ws'],
  ['shared/contract/a.ts', 'node:fs'],
  ['shared/contract/a.ts', '@orpc/server'],
  ['shared/contract/a.ts', '../wire/frame.ts'],
  ['shared/contract/a.ts', '../../exit/log.ts'],
  ['renderer/a.tsx', 'electron'],
  ['renderer/a.ts', 'node:fs'],
  ['renderer/views/a.tsx', '../../electron/engine/live.ts'],
  ['renderer/views/a.tsx', '../../exit/log.ts'],
  ['renderer/views/a.tsx', '../../cli/main.ts'],
  ['renderer/views/a.tsx', '../../shared/wire/yamux-session.ts'],
  ['renderer/views/a.tsx', '../../shared/http1/request-head.ts'],
  ['renderer/a.test.ts', '../exit/log.ts'],
  ['exit/a.ts', 'electron'],
  ['exit/a.ts', '../electron/engine/live.ts'],
  ['exit/a.ts', '../electron/rpc/router.ts'],
  ['exit/a.ts', '../cli/main.ts'],
  ['exit/a.ts', '../renderer/a.ts'],
  ['exit/a.ts', '../shared/contract/tunnel.ts'],
  ['electron/engine/a.ts', 'electron'],
  ['electron/engine/tunnels/a.ts', 'electron/main'],
  ['electron/engine/tunnels/a.ts', '../../../exit/log.ts'],
  ['electron/engine/a.ts', '../../cli/main.ts'],
  ['electron/engine/a.ts', '../rpc/router.ts'],
  ['electron/engine/tunnels/a.ts', '../../rpc/router.ts'],
  ['electron/engine/a.ts', '../desktop/tray.ts'],
  ['electron/engine/a.ts', '../../renderer/a.ts'],
  ['electron/rpc/a.ts', 'electron'],
  ['electron/rpc/a.ts', '../../exit/log.ts'],
  ['electron/rpc/a.ts', '../desktop/tray.ts'],
  ['electron/rpc/a.ts', '../../cli/main.ts'],
  ['electron/rpc/a.ts', '../../renderer/a.ts'],
  ['electron/desktop/a.ts', '../../exit/log.ts'],
  ['electron/desktop/a.ts', '../../renderer/a.ts'],
  ['electron/desktop/a.ts', '../../cli/main.ts'],
  ['electron/preload.ts', '../exit/log.ts'],
  ['electron/preload.ts', './engine/engine.ts'],
  ['electron/main.ts', '../renderer/a.ts'],
  ['electron/main.ts', '../cli/main.ts'],
  ['cli/a.ts', '../exit/log.ts'],
  ['cli/commands/share.ts', '../../exit/exit-server.ts'],
  ['cli/a.ts', 'electron'],
  ['cli/main.ts', 'electron'],
  ['cli/main.ts', '../electron/desktop/tray.ts'],
  ['cli/main.ts', '../renderer/a.ts'],
  ['cli/main.ts', '../electron/main.ts'],
];

const ALLOWED: [file: string, specifier: string][] = [
  ['shared/wire/a.ts', 'ws'],
  ['shared/wire/a.ts', './frame.ts'],
  ['shared/contract/a.ts', 'zod'],
  ['shared/contract/a.ts', '@orpc/contract'],
  ['shared/contract/a.ts', './tunnel.ts'],
  ['shared/contract/a.ts', '../rules/tunnel-rules.ts'],
  ['shared/contract/a.test.ts', 'vitest'],
  ['renderer/a.tsx', '@mantine/core'],
  ['renderer/a.tsx', '../shared/contract/tunnel.ts'],
  ['renderer/a.tsx', '../shared/wire/join-link.ts'],
  ['renderer/a.tsx', '../shared/version.ts'],
  ['exit/a.ts', '../shared/wire/yamux-session.ts'],
  ['exit/a.ts', 'pino'],
  ['electron/engine/a.ts', '../../shared/http1/request-head.ts'],
  ['electron/engine/a.loopback.test.ts', '../../exit/exit-server.ts'],
  ['electron/rpc/a.ts', '../engine/engine.ts'],
  ['electron/rpc/a.ts', '../../shared/contract/contract.ts'],
  ['electron/desktop/a.ts', 'electron'],
  ['electron/desktop/a.ts', '../engine/engine.ts'],
  ['electron/main.ts', 'electron'],
  ['electron/main.ts', '../exit/exit-server.ts'],
  ['electron/preload.ts', 'electron'],
  ['cli/a.ts', '../electron/engine/engine.ts'],
  ['cli/a.ts', '../electron/rpc/router.ts'],
  ['cli/a.loopback.test.ts', '../exit/exit-server.ts'],
  ['cli/main.ts', '../exit/exit-server.ts'],
];

const OTHER_FORMS = [
  "await import('../../exit/log.ts');",
  "import type { A } from '../../exit/log.ts';",
  "export { a } from '../../exit/log.ts';",
];

const Report = z.object({
  diagnostics: z.array(z.object({ location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) })),
});

/** Source files that exist only to be linted: each statement is a line of its file. */
class LintedTree {
  readonly #files = new Map<string, string[]>();
  #refused = new Set<string>();

  add(file: string, statement: string): void {
    this.#files.set(file, [...(this.#files.get(file) ?? []), statement]);
  }

  /** Lints all files in one run of Biome, in a folder outside the checkout, with the rules of the checkout. */
  async lint(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'porthole-'));
    try {
      await copyFile(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
      for (const [file, statements] of this.#files) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), `${statements.join('\n')}\n`);
      }
      const { diagnostics } = Report.parse(JSON.parse(await runBiome(folder)));
      this.#refused = new Set(diagnostics.map(({ location }) => `${location.path}:${location.start.line}`));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  isRefused(file: string, statement: string): boolean {
    const line = (this.#files.get(file) ?? []).indexOf(statement) + 1;
    return this.#refused.has(`${file}:${line}`);
  }
}

function runBiome(folder: string): Promise<string> {
  const args = ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--vcs-enabled=false'];
  const options = { cwd: folder, env: checkoutEnvironment(), shell: process.platform === 'win32' };
  return new Promise((resolve) => {
    // Its exit code tells that there are diagnostics, which is what is asked for.
    execFile('biome', [...args, '--max-diagnostics=none', '.'], options, (_error, stdout) => resolve(stdout));
  });
}

const importOf = (specifier: string) => `import '${specifier}';`;

describe('imports across folders', () => {
  const tree = new LintedTree();
  beforeAll(async () => {
    for (const [file, specifier] of [...REFUSED, ...ALLOWED]) {
      tree.add(file, importOf(specifier));
    }
    for (const statement of OTHER_FORMS) {
      tree.add('electron/engine/forms.ts', statement);
    }
    await tree.lint();
  });

  test.for(REFUSED)('%s may not import %s', ([file, specifier]) => {
    expect(tree.isRefused(file, importOf(specifier))).toBe(true);
  });

  test.for(ALLOWED)('%s may import %s', ([file, specifier]) => {
    expect(tree.isRefused(file, importOf(specifier))).toBe(false);
  });

  test.for(OTHER_FORMS)('%s is an import too', (statement) => {
    expect(tree.isRefused('electron/engine/forms.ts', statement)).toBe(true);
  });
});
