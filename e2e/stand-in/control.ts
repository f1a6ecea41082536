import type { EventEmitter } from 'node:events';
import type { StandInApp } from './app.ts';
import type { ChromiumHost } from './chromium-host.ts';
import type { ControlAnswer, ControlRequest, DesktopView, MenuEntry } from './control-protocol.ts';
import type { DesktopEnvironment } from './desktop-environment.ts';
import type { StandInIpcMain } from './ipc-main.ts';
import type { StandInMenu } from './menu.ts';

interface Parts {
  app: StandInApp;
  desktop: DesktopEnvironment;
  chromium: Promise<ChromiumHost>;
  ipcMain: StandInIpcMain;
  powerMonitor: EventEmitter;
}

/** Lets the test that started this process look at the desktop and act as its user. */
export function answerTests(parts: Parts): void {
  if (process.send === undefined) return;
  process.on('message', ({ id, request }: { id: number; request: ControlRequest }) => {
    process.send?.({ id, answer: answer(parts, request) });
  });
  // The app must end when it wants to, not when the test lets go of it.
  process.channel?.unref();
  parts.chromium.then(({ endpoint }) => process.send?.({ endpoint }));
}

function answer(parts: Parts, request: ControlRequest): ControlAnswer {
  try {
    perform(parts, request);
    return { view: look(parts) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function perform({ app, desktop, powerMonitor }: Parts, request: ControlRequest): void {
  switch (request.act) {
    case 'look':
      return;
    case 'click-menu':
      if (!desktop.tray?.menu) throw new Error('The tray has no menu.');
      desktop.tray.menu.click(request.id);
      return;
    case 'click-tray':
      desktop.tray?.click();
      return;
    case 'click-notification':
      desktop.notifications.at(-1)?.emit('click', {});
      return;
    case 'close-window':
      desktop.windows[0]?.close();
      return;
    case 'press':
      if (!desktop.appMenu) throw new Error('The app has no menu.');
      desktop.appMenu.press(request.accelerator);
      return;
    case 'move-window': {
      const { act: _act, ...bounds } = request;
      desktop.windows[0]?.setBounds(bounds);
      return;
    }
    case 'blur-window':
      desktop.windows.at(-1)?.blur();
      return;
    case 'unplug-display':
      desktop.screen.unplug();
      return;
    case 'crash-page':
      desktop.windows[0]?.contents.forcefullyCrashRenderer();
      return;
    case 'hang-page':
      desktop.windows[0]?.emit('unresponsive');
      return;
    case 'fault':
      setImmediate(() => {
        throw new Error('a fault that a test planted');
      });
      return;
    case 'activate':
      app.emit('activate', {}, false);
      return;
    case 'resume':
      powerMonitor.emit('resume');
      return;
    case 'answer-next':
      desktop.nextAnswers.push(request.button);
      return;
    case 'open-url':
      app.emit('open-url', { preventDefault() {} }, request.url);
      return;
    case 'quit':
      app.quit();
      return;
  }
}

function look({ desktop, ipcMain }: Parts): DesktopView {
  const { tray } = desktop;
  return {
    windows: desktop.windows.map((window) => ({
      visible: window.isVisible(),
      url: window.contents.getURL(),
      preferences: { ...window.options.webPreferences },
      bounds: window.getNormalBounds(),
    })),
    tray:
      tray === undefined ? null : { icon: tray.icon, toolTip: tray.toolTip, menu: tray.menu ? entries(tray.menu) : [] },
    notifications: desktop.notifications.map(({ title, body }) => ({ title, body })),
    clipboard: desktop.clipboard,
    openedOutside: desktop.openedOutside,
    errorBoxes: desktop.errorBoxes,
    messageBoxes: desktop.messageBoxes,
    ipcChannels: ipcMain.eventNames().map(String),
  };
}

function entries(menu: StandInMenu): MenuEntry[] {
  return menu.items
    .filter((item) => item.type !== 'separator')
    .map(({ id, label, enabled, visible, submenu }) => ({
      id,
      label,
      enabled,
      visible,
      submenu: submenu === undefined ? [] : entries(submenu),
    }));
}
