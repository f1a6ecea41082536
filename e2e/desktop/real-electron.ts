import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { ControlRequest, DesktopView, MenuEntry } from '../stand-in/control-protocol.ts';
import type { DesktopApp } from './desktop-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const RECORDER = join(import.meta.dirname, 'electron-recorder.cjs');

/** Whether Electron's runtime was downloaded (`npx install-electron`). */
export const HAS_ELECTRON = existsSync(join(ROOT, 'node_modules/electron/dist'));

/** As much of Electron's objects as is read here. */
interface RecordedMenuItem {
  id: string;
  label: string;
  type: string;
  enabled: boolean;
  visible: boolean;
  submenu?: { items: RecordedMenuItem[] } | null;
  click(): void;
}
interface Recorded {
  tray: { emit(event: string): void } | null;
  icon: string;
  toolTip: string;
  menu: { items: RecordedMenuItem[]; getMenuItemById(id: string): RecordedMenuItem | null } | null;
  notifications: { title: string; body: string; emit(event: string): void }[];
  openedOutside: string[];
}

/** Runs the built app on real Electron. */
export class RealElectron implements DesktopApp {
  readonly page: Page;
  readonly exited: Promise<number | null>;
  readonly #app: ElectronApplication;
  #log = '';

  static async launch(options: { userData: string; args?: readonly string[] }): Promise<RealElectron> {
    const app = await _electron.launch({
      cwd: ROOT,
      // Where Linux looks for what starts at login: never that of whoever runs the tests.
      env: { ...stringsOf(process.env), XDG_CONFIG_HOME: dirname(options.userData) },
      args: ['-r', RECORDER, '.', `--user-data-dir=${options.userData}`, ...(options.args ?? [])],
    });
    const page = await app.firstWindow();
    await page.waitForURL((url) => url.protocol !== 'about:');
    return new RealElectron(app, page);
  }

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.page = page;
    this.exited = once(app.process(), 'exit').then(([code]) => code);
    app.process().stderr?.on('data', (bytes: Buffer) => {
      this.#log += bytes.toString('utf8');
    });
  }

  get pid(): number {
    return this.#app.process().pid ?? -1;
  }

  log(): string {
    return this.#log;
  }

  async act(request: ControlRequest): Promise<DesktopView> {
    await this.#app.evaluate(
      ({ app, BrowserWindow, Menu, powerMonitor }, { act, id, accelerator, ...bounds }) => {
        const recorded = (globalThis as unknown as { __recorded: Recorded }).__recorded;
        const [window] = BrowserWindow.getAllWindows();
        if (act === 'click-menu') recorded.menu?.getMenuItemById(id)?.click();
        else if (act === 'click-tray') recorded.tray?.emit('click');
        else if (act === 'click-notification') recorded.notifications.at(-1)?.emit('click');
        else if (act === 'press') {
          const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => [
            item,
            ...(item.submenu?.items ?? []),
          ]);
          items.find((item) => item.accelerator === accelerator)?.click();
        } else if (act === 'close-window') window?.close();
        else if (act === 'move-window') window?.setBounds(bounds);
        else if (act === 'blur-window') BrowserWindow.getAllWindows().at(0)?.blur();
        else if (act === 'hang-page') window?.emit('unresponsive');
        else if (act === 'fault')
          setImmediate(() => process.emit('uncaughtException', new Error('a fault that a test planted')));
        else if (act === 'crash-page') window?.webContents.forcefullyCrashRenderer();
        else if (act === 'activate') app.emit('activate');
        else if (act === 'resume') powerMonitor.emit('resume');
        // After the answer: it must not be lost with the process.
        else if (act === 'quit') setImmediate(() => app.quit());
      },
      { id: '', accelerator: '', x: 0, y: 0, width: 0, height: 0, ...request },
    );
    return this.look();
  }

  async look(): Promise<DesktopView> {
    return this.#app.evaluate(async ({ BrowserWindow, clipboard, ipcMain }) => {
      const recorded = (globalThis as unknown as { __recorded: Recorded }).__recorded;
      const entries = (items: RecordedMenuItem[]): MenuEntry[] =>
        items
          .filter((item) => item.type !== 'separator')
          .map(({ id, label, enabled, visible, submenu }) => ({
            id,
            label,
            enabled,
            visible,
            submenu: entries(submenu?.items ?? []),
          }));
      return {
        windows: BrowserWindow.getAllWindows().map((window) => ({
          visible: window.isVisible(),
          url: window.webContents.getURL(),
          // Not in Electron's declarations, but the one way to ask for what a page really has.
          preferences: (
            window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
          ).getLastWebPreferences(),
          bounds: window.getNormalBounds(),
        })),
        tray: recorded.tray && {
          icon: recorded.icon,
          toolTip: recorded.toolTip,
          menu: entries(recorded.menu?.items ?? []),
        },
        notifications: recorded.notifications.map(({ title, body }) => ({ title, body })),
        clipboard: await clipboard.readText(),
        openedOutside: recorded.openedOutside,
        errorBoxes: [],
        messageBoxes: [],
        ipcChannels: ipcMain.eventNames().map(String),
      };
    });
  }

  async dispose(): Promise<void> {
    await this.#app.close().catch(() => {});
  }
}

function stringsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}
