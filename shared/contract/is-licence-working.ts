import type { LicenceState } from './licence.ts';

const WORKING: ReadonlySet<LicenceState> = new Set(['valid', 'grace', 'unchecked', 'clock-off']);

/** Whether tunnels open by a licence in this state, though something may have to be done about it. */
export function isLicenceWorking(state: LicenceState): boolean {
  return WORKING.has(state);
}
