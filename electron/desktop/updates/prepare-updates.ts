import { app, dialog } from 'electron';
import type { Log } from '../../engine/engine-parts.ts';
import type { DesktopState } from '../desktop-state.ts';
import type { ExternalLinks } from '../external-links.ts';
import { ElectronUpdateSource } from './electron-update-source.ts';
import { explainUpdateFault } from './explain-update-fault.ts';
import { readUpdateFeed } from './read-update-feed.ts';
import { Updates } from './updates.ts';
import { whyOff } from './why-off.ts';

/** What updates need of the app around them. */
export interface UpdateSurroundings {
  readonly platform: NodeJS.Platform;
  readonly state: DesktopState;
  readonly links: Pick<ExternalLinks, 'openReleases'>;
  readonly log: Log;
  letClose(): void;
  endBy(end: () => void): void;
  isWanted(): boolean;
}

/** Finds out whether this app can have updates and where they come from, and makes what looks for them. Only after the app is ready. */
export async function prepareUpdates(around: UpdateSurroundings): Promise<Updates> {
  const { platform, state, links, log, letClose, endBy, isWanted } = around;
  const { resourcesPath: resources, env: environment, execPath: program } = process;
  const { isPackaged } = app;
  const feed = isPackaged ? await readUpdateFeed(resources) : undefined;
  const onLost = (error: unknown) => {
    log.error({ error: String(error) }, 'the new version could not be installed');
    const { message, nextStep } = explainUpdateFault(error);
    dialog.showErrorBox('Porthole was not updated', `${message} ${nextStep}`);
    app.exit(1);
  };
  return new Updates({
    off: whyOff({ isPackaged, platform, environment, program, resources, feed }),
    source: new ElectronUpdateSource({ app, platform, environment, letClose, endBy, onLost, log }),
    hasReleasePage: feed?.releasePage !== undefined,
    openReleases: (version) => {
      const page = feed?.releasePage?.(version);
      if (page !== undefined) links.openReleases(page);
    },
    isWanted,
    state,
    random: Math.random,
    log,
  });
}
