import type { Page } from '@playwright/test';
import type { ControlRequest, DesktopView, MenuEntry } from '../stand-in/control-protocol.ts';

/** The running app as its user has it: on the stand-in or on real Electron. */
export interface DesktopApp {
  /** The page in the app's window. */
  readonly page: Page;
  /** Process id of main. */
  readonly pid: number;
  /** Exit code of main, once it has ended. */
  readonly exited: Promise<number | null>;
  /** What main wrote to stderr so far. */
  log(): string;
  /** What the desktop shows now. */
  look(): Promise<DesktopView>;
  /** Does something as the desktop's user or as the system; resolves with what is shown right after. */
  act(request: ControlRequest): Promise<DesktopView>;
  /** Ends it, in order where it still can. */
  dispose(): Promise<void>;
}

/** Finds an entry of a menu by its id, in submenus too. */
export function findEntry(menu: readonly MenuEntry[], id: string): MenuEntry | undefined {
  for (const entry of menu) {
    const found = entry.id === id ? entry : findEntry(entry.submenu, id);
    if (found !== undefined) return found;
  }
  return undefined;
}
