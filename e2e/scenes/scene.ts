import type { Page } from '@playwright/test';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import type { FakeApp } from '../fixtures/page-test.ts';

/** What a scene has to come to its state. */
export interface Stage {
  readonly page: Page;
  readonly app: FakeApp;
}

/** One state of the page that must be accessible, fit a narrow window and look as its pictures, in both themes. */
export interface Scene {
  /** What it shows, e.g. `tunnels, engine lost`; also the name of its pictures. */
  readonly name: string;
  /** What the engine says before the page is opened. */
  readonly engine?: (engine: FakeEngine) => void;
  /** Where the page is opened, e.g. `/tunnels/my-shop`; absent: at Tunnels. */
  readonly at?: string;
  /** Size of the window, px; absent: that of a page. */
  readonly window?: { width: number; height: number };
  /** Brings the page into the state, and ends when it is there. */
  readonly show: (stage: Stage) => Promise<void>;
  /** It shows a menu, in which arrows move and which Tab does not leave. */
  readonly isMenu?: boolean;
  /** What its pictures hold; `none` for states that differ from others by a few words. */
  readonly picture: 'page' | 'dialog' | 'none';
}

/** The time at which all scenes play: pictures of them say the same for ever. */
export const NOW = Date.UTC(2026, 4, 4, 9, 41, 30);
