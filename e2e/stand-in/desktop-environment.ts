import type { StandInWindow } from './browser-window.ts';
import type { StandInMenu } from './menu.ts';
import type { StandInNotification } from './notification.ts';
import type { StandInScreen } from './screen.ts';
import type { StandInTray } from './tray.ts';

/** What a user of the desktop would see and find: each part of the stand-in writes here what it shows. */
export class DesktopEnvironment {
  readonly screen: StandInScreen;
  readonly windows: StandInWindow[] = [];
  tray: StandInTray | undefined;
  appMenu: StandInMenu | null | undefined;
  readonly notifications: StandInNotification[] = [];
  clipboard = '';
  /** Whether the system starts the app at login, where it is asked by its API. */
  loginItem = false;
  /** URLs that were handed to the system's browser. */
  readonly openedOutside: string[] = [];
  /** Boxes that told of an error. */
  readonly errorBoxes: string[] = [];
  /** Boxes that asked or told something. */
  readonly messageBoxes: { message: string; detail: string; buttons: readonly string[] }[] = [];
  /** The buttons that the user will click in the next of them, in order. */
  readonly nextAnswers: string[] = [];

  constructor(screen: StandInScreen) {
    this.screen = screen;
  }
}
