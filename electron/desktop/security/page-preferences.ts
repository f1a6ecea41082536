import type { WebPreferences } from 'electron';

/**
 * What every page of the app runs with: Electron's defaults, said aloud, so that a change of one is a change here (rules 2 to 4, 6 and 8 to 11 of
 * security-rules.ts, with the links).
 */
export function pagePreferences(options: { preload: string; developer: boolean }) {
  return {
    preload: options.preload,
    nodeIntegration: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    enableBlinkFeatures: '',
    webviewTag: false,
    devTools: options.developer,
    spellcheck: false,
  } satisfies WebPreferences;
}
