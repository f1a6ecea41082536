import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import { RequestError } from '../engine/request-error.ts';
import type { DesktopAccess, UpdatesAccess } from './desktop-access.ts';
import { liveIterator } from './live-iterator.ts';

/** The contract's part on the desktop app itself. Under `porthole serve` there is none, and every call says so. */
export function desktopRouter({ desktop, updates }: { desktop?: DesktopAccess; updates?: UpdatesAccess }) {
  const os = implement(contract.desktop);
  return os.router({
    watch: os.watch.handler(({ signal }) => {
      const live = ofDesktop(desktop).settings;
      return liveIterator(live.subscribe.bind(live), signal);
    }),
    update: os.update.handler(({ input }) => ofDesktop(desktop).update(input)),
    updates: {
      watch: os.updates.watch.handler(({ signal }) => {
        const { view } = ofDesktop(updates);
        return liveIterator(view.subscribe.bind(view), signal);
      }),
      check: os.updates.check.handler(() => ofDesktop(updates).check()),
      download: os.updates.download.handler(() => ofDesktop(updates).download()),
      decline: os.updates.decline.handler(() => ofDesktop(updates).decline()),
      install: os.updates.install.handler(() => ofDesktop(updates).install()),
      openReleases: os.updates.openReleases.handler(() => ofDesktop(updates).openReleases()),
    },
  });
}

function ofDesktop<T>(part: T | undefined): T {
  if (part === undefined) throw new RequestError('NOT_NOW', 'This belongs to the desktop app.');
  return part;
}
