import type { PowerMonitor } from 'electron';

/** Tells when somebody is back at the computer: it woke up, or its screen was unlocked after its network may have slept. */
export function onWake(powerMonitor: Pick<PowerMonitor, 'on'>, wake: () => void): void {
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
}
