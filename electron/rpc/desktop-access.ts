import type { DesktopSettings } from '../../shared/contract/desktop-settings.ts';
import type { Updates } from '../../shared/contract/updates.ts';
import type { Live } from '../engine/live.ts';

/** The desktop app's own settings, as the contract reads and changes them. */
export interface DesktopAccess {
  readonly settings: Live<DesktopSettings>;
  /** Resolves with what holds now. Rejects with RequestError where the system does not take it. */
  update(change: Partial<DesktopSettings>): Promise<DesktopSettings>;
}

/** The desktop app's updates, as the contract shows and moves them. Each act throws RequestError where it is not its time. */
export interface UpdatesAccess {
  readonly view: Live<Updates>;
  check(): Promise<void>;
  download(): void;
  decline(): void;
  install(): Promise<void>;
  openReleases(): void;
}
