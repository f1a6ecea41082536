import type { WebPreferences } from 'electron';

/**
 * What every page of the app runs with: Electron's defaults, said aloud
 * (https://www.electronjs.org/docs/latest/tutorial/security, items 2, 3, 4, 6 and 11).
 */
export function pagePreferences(options: { preload: string; developer: boolean }): WebPreferences {
  return {
    preload: options.preload,
    nodeIntegration: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
    devTools: options.developer,
    spellcheck: false,
  };
}
