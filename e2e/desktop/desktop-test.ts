import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { connectLocally, type LocalClient } from '../../electron/rpc/local-endpoint.ts';
import { eventually } from '../fixtures/eventually.ts';
import { Processes } from '../fixtures/processes.ts';
import type { DesktopView } from '../stand-in/control-protocol.ts';
import { StandInDesktop } from '../stand-in/launch-stand-in.ts';
import type { StandInSetup } from '../stand-in/setup.ts';
import type { DesktopApp } from './desktop-app.ts';
import { HAS_ELECTRON, RealElectron } from './real-electron.ts';

/** What the app runs on. */
type Ground = 'stand-in' | 'electron';

export interface LaunchOptions {
  args?: readonly string[];
  /** How the desktop is, where it is the stand-in. */
  setup?: StandInSetup;
  /** The app's files, where they are not those of the checkout; on the stand-in only. */
  appFolder?: string;
  /** More variables of its environment; on the stand-in only. */
  environment?: NodeJS.ProcessEnv;
  /** Whether the app may write errors to its log; without it a test fails when it does. */
  mayLogErrors?: boolean;
}

interface Fixtures {
  ground: Ground;
  processes: Processes;
  /** The app's own folder: empty at first, the same for all launches of a test. */
  userData: string;
  /** Starts the app; it is ended when the test is over. */
  launch(options?: LaunchOptions): Promise<DesktopApp>;
  /** Asks the running app over its local socket, as `porthole status` does. */
  client(): Promise<LocalClient['client']>;
}

const desktopTest = base.extend<Fixtures>({
  ground: ['stand-in', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that are used from the pattern.
  processes: async ({}, use) => {
    const processes = new Processes();
    await use(processes);
    await processes.end();
  },

  userData: async ({ processes }, use) => {
    await use(join(await processes.temporaryFolder(), 'Porthole'));
  },

  launch: async ({ ground, userData }, use, testInfo) => {
    const launched: { app: DesktopApp; mayLogErrors: boolean }[] = [];
    await use(async ({ mayLogErrors = false, ...options } = {}) => {
      const launcher = ground === 'stand-in' ? StandInDesktop : RealElectron;
      const app = await launcher.launch({ userData, ...options });
      launched.push({ app, mayLogErrors });
      return app;
    });
    for (const { app } of launched) await app.dispose();
    for (const { app } of launched) await testInfo.attach('log of main', { body: app.log() });
    const faults = launched.flatMap(({ app, mayLogErrors }) => (mayLogErrors ? [] : errorLines(app.log())));
    expect(faults, 'errors in the log of main').toEqual([]);
  },

  client: async ({ userData }, use) => {
    const clients: LocalClient[] = [];
    await use(async () => {
      const found = await eventually('the app answers on its local socket', () => connectLocally(userData));
      clients.push(found);
      return found.client;
    });
    for (const client of clients) client.close();
  },
});

type DesktopTest = typeof desktopTest;

/** Declares specs of the built app: on the stand-in, and on real Electron where its runtime is there. */
export function describeDesktop(title: string, declare: (test: DesktopTest, ground: Ground) => void): void {
  const grounds: Ground[] = HAS_ELECTRON ? ['stand-in', 'electron'] : ['stand-in'];
  for (const ground of grounds) {
    desktopTest.describe(`${title}, on ${ground}`, () => {
      desktopTest.use({ ground });
      declare(desktopTest, ground);
    });
  }
}

/** Resolves when the desktop shows what is looked for. */
export async function untilShown(
  app: DesktopApp,
  what: string,
  isShown: (view: DesktopView) => boolean,
): Promise<DesktopView> {
  let last: DesktopView | undefined;
  try {
    return await eventually(what, async () => {
      last = await app.look();
      return isShown(last) ? last : undefined;
    });
  } catch (error) {
    throw new Error(`${String(error)}\nLast seen: ${JSON.stringify(last)}`);
  }
}

/** Level 50 and more of pino's, and all that is no log line (warnings of Node, stack traces). */
function errorLines(log: string): string[] {
  return log.split('\n').filter((line) => /"level":[56]0/.test(line) || /^\s*(?:\w*Error\b|at )/.test(line));
}
