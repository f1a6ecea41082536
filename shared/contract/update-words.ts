import type { UpdateStep, UpdatesOff } from './updates.ts';

const OFF_WORDS: Readonly<Record<UpdatesOff, string>> = {
  development: 'Porthole runs from a checkout: update that.',
  package: 'This package does not replace itself: install a new one as you installed this one.',
  'no-feed': 'This build does not say where updates come from: whoever built it has the new ones.',
};

/** How far the update is, in one line; the tray and the page say the same. */
export function updateLine(step: UpdateStep): string {
  switch (step.state) {
    case 'off':
      return OFF_WORDS[step.reason];
    case 'idle':
      return step.checkedAt === undefined ? 'Not looked for since the start.' : 'This is the newest version.';
    case 'checking':
      return 'Looking for a new version…';
    case 'available':
      return `Version ${step.version} is available.`;
    case 'downloading':
      return step.total === 0
        ? `Downloading version ${step.version}…`
        : `Downloading version ${step.version}: ${Math.floor((100 * step.received) / step.total)} %`;
    case 'ready':
      return `Version ${step.version} is ready. A restart closes your tunnels and opens them again.`;
    case 'failed':
      return `${step.message} ${step.nextStep}`;
  }
}

/** Whether its user has to be told without having asked: not of a version they declined, and not of a look that failed, which is done again by itself. */
export function wantsAttention(step: UpdateStep): boolean {
  switch (step.state) {
    case 'available':
    case 'ready':
      return !step.declined;
    case 'downloading':
      return true;
    case 'failed':
      return step.during !== 'check';
    default:
      return false;
  }
}

/** What can be asked of it now. */
export type UpdateAct = 'check' | 'download' | 'decline' | 'install';

/** What can be asked of it now, the likeliest first. */
export function updateActs(step: UpdateStep): readonly UpdateAct[] {
  switch (step.state) {
    case 'idle':
      return ['check'];
    case 'available':
      return step.declined ? ['download', 'check'] : ['download', 'decline'];
    case 'downloading':
      return ['decline'];
    case 'ready':
      return step.declined ? ['install'] : ['install', 'decline'];
    case 'failed':
      return step.during === 'check' ? ['check'] : step.during === 'download' ? ['download', 'decline'] : ['install'];
    default:
      return [];
  }
}
