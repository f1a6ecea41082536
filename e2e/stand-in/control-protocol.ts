/** What a test can have done to the app, over the child process's own channel. */
export type ControlRequest =
  | { act: 'look' }
  | { act: 'click-menu'; id: string }
  | { act: 'click-tray' }
  | { act: 'click-notification' }
  /** A shortcut of the menu bar, as its entry has it. */
  | { act: 'press'; accelerator: string }
  | { act: 'close-window' }
  /** The user moves the window, or changes its size. */
  | { act: 'move-window'; x: number; y: number; width: number; height: number }
  /** The user clicks elsewhere than into the window that was opened last. */
  | { act: 'blur-window' }
  /** The last display is unplugged. */
  | { act: 'unplug-display' }
  /** The page takes no more input, as the system notices after some seconds. */
  | { act: 'hang-page' }
  /** An exception in main reaches nobody. */
  | { act: 'fault' }
  | { act: 'crash-page' }
  | { act: 'activate' }
  | { act: 'resume' }
  /** The user will click this button of the next box that asks something. */
  | { act: 'answer-next'; button: string }
  /** The system hands a link over, as macOS does. */
  | { act: 'open-url'; url: string }
  | { act: 'quit' };

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly submenu: readonly MenuEntry[];
}

/** What a user of the desktop would see now. */
export interface DesktopView {
  readonly windows: readonly {
    readonly visible: boolean;
    readonly url: string;
    /** The rights of its page, by Electron's names. */
    readonly preferences: Readonly<Record<string, unknown>>;
    readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  }[];
  readonly tray: { readonly icon: string; readonly toolTip: string; readonly menu: readonly MenuEntry[] } | null;
  readonly notifications: readonly { readonly title: string; readonly body: string }[];
  readonly clipboard: string;
  readonly openedOutside: readonly string[];
  readonly errorBoxes: readonly string[];
  readonly messageBoxes: readonly {
    readonly message: string;
    readonly detail: string;
    readonly buttons: readonly string[];
  }[];
  /** Channels on which main listens to pages. */
  readonly ipcChannels: readonly string[];
}

export type ControlAnswer = { view: DesktopView } | { error: string };

/** First message of the app's process: where its Chromium can be reached. */
export interface ReadyMessage {
  readonly endpoint: string;
}
