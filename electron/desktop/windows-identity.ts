import type { App } from 'electron';

/** As in electron-builder.yml. */
export const APP_ID = 'io.github.porthole.desktop';
export const LINK_SCHEME = 'porthole';

/**
 * Tells Windows who this is, which packages of macOS and Linux say in their own files: notifications come from the shortcut with this id
 * (https://www.electronjs.org/docs/latest/tutorial/notifications#windows), and links of the scheme are for this program. A checkout claims nothing.
 */
export function claimWindowsIdentity(
  app: Pick<App, 'isPackaged' | 'setAppUserModelId' | 'setAsDefaultProtocolClient'>,
  platform: NodeJS.Platform,
): void {
  if (platform !== 'win32' || !app.isPackaged) return;
  app.setAppUserModelId(APP_ID);
  app.setAsDefaultProtocolClient(LINK_SCHEME);
}
