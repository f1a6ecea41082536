import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath, PICTURE_ARGS } from './e2e/fixtures/chromium.ts';

const executablePath = chromiumPath();
const launchOptions = { args: [...CHROMIUM_ARGS], ...(executablePath === undefined ? {} : { executablePath }) };

const PICTURES = 'pictures.spec.ts';
const ACCESSIBILITY = ['scenes.spec.ts', 'acts-by-keyboard.spec.ts'];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  // The machines have two cores, and every test runs servers beside its browser.
  workers: 2,
  // A test that passes only at the second try tells of a fault.
  retries: 0,
  // Whole chains start servers, clients and a browser: on a machine with much other work that takes more than half a minute.
  timeout: 120_000,
  expect: {
    // A session, an open tunnel and its three probes, on two busy cores.
    timeout: 30_000,
    toHaveScreenshot: {
      pathTemplate: '{testDir}/pictures/{arg}{ext}',
      // On one machine they are equal to the pixel; another version of Chromium smooths a few edges in another way. A word that moves is more (345 of a page's).
      maxDiffPixelRatio: 0.0005,
    },
  },
  forbidOnly: process.env.CI !== undefined,
  // `npm test` reads the JSON report; its path is in PLAYWRIGHT_JSON_OUTPUT_FILE.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE === undefined ? [['list']] : [['list'], ['json']],
  use: {
    browserName: 'chromium',
    launchOptions,
    screenshot: 'only-on-failure',
    // It costs a third of the time of every test; what a failing one did is seen by `PORTHOLE_TRACE=on npx playwright test FILE`.
    trace: process.env.PORTHOLE_TRACE === 'on' ? 'retain-on-failure' : 'off',
  },
  projects: [
    // The page alone, on a backend that the tests script.
    { name: 'page', testDir: 'e2e/page', testIgnore: [...ACCESSIBILITY, PICTURES] },
    // Every view, dialog and menu under axe, with Tab and at 720 px, and every act by keyboard: minutes of their own.
    { name: 'accessibility', testDir: 'e2e/page', testMatch: ACCESSIBILITY },
    // Views and dialogs beside their kept pictures, which are those of one system's Chromium.
    {
      name: 'pictures',
      testDir: 'e2e/page',
      testMatch: PICTURES,
      use: { launchOptions: { ...launchOptions, args: [...CHROMIUM_ARGS, ...PICTURE_ARGS] } },
    },
    // The page on the real engine, with a real exit server and real upstreams.
    { name: 'app', testDir: 'e2e/app' },
    // The built main and preload bundles, on a stand-in for the `electron` module.
    { name: 'desktop', testDir: 'e2e/desktop' },
  ],
});
