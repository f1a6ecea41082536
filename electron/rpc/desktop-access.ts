import type { DesktopSettings } from '../../shared/contract/desktop-settings.ts';
import type { Live } from '../engine/live.ts';

/** The desktop app's own settings, as the contract reads and changes them. */
export interface DesktopAccess {
  readonly settings: Live<DesktopSettings>;
  /** Resolves with what holds now. Rejects with RequestError where the system does not take it. */
  update(change: Partial<DesktopSettings>): Promise<DesktopSettings>;
}
