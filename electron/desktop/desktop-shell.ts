import { join } from 'node:path';
import type { ContractRouterClient } from '@orpc/contract';
import { app, clipboard, dialog, type IpcMainEvent, powerMonitor, screen } from 'electron';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import type { Engine } from '../engine/engine.ts';
import type { Log } from '../engine/engine-parts.ts';
import { AllTunnels } from './all-tunnels.ts';
import { setAppMenu } from './app-menu.ts';
import { AppWindow } from './app-window.ts';
import { CloseNotice } from './close-notice.ts';
import type { DesktopState } from './desktop-state.ts';
import { createElectronTray } from './electron-tray.ts';
import type { ExternalLinks } from './external-links.ts';
import { Popover } from './popover.ts';
import type { Security } from './security/security.ts';
import { ServiceGlance } from './service-glance.ts';
import type { SystemNotices } from './system-notices.ts';
import { TrayController } from './tray-controller.ts';
import { hasPopover } from './tray-habits.ts';
import type { TrayActions } from './tray-menu.ts';
import { watchTunnels } from './tunnel-watch.ts';
import type { Updates } from './updates/updates.ts';
import { onWake } from './wake-events.ts';

export interface DesktopShellParts {
  /** The app's folder. */
  readonly root: string;
  readonly developer: boolean;
  readonly platform: NodeJS.Platform;
  readonly engine: Pick<Engine, 'wake' | 'services'>;
  readonly client: ContractRouterClient<Contract>;
  readonly state: DesktopState;
  readonly notices: SystemNotices;
  readonly links: ExternalLinks;
  readonly security: Security;
  readonly updates: Pick<Updates, 'view' | 'download' | 'decline' | 'install' | 'openReleases' | 'wake'>;
  readonly log: Log;
}

/** What people see of the app around its page: the window, the tray with its menu or popover, the menu bar. Only after the app is ready. */
export class DesktopShell {
  readonly #parts: DesktopShellParts;
  readonly #window: AppWindow;
  readonly #popover: Popover;
  readonly #tray: TrayController;
  readonly #glance: ServiceGlance;
  readonly #all: AllTunnels;
  readonly #watching = new AbortController();
  #tunnels: readonly Tunnel[] = [];

  constructor(parts: DesktopShellParts) {
    this.#parts = parts;
    const { root, developer, platform, engine, client, state, log } = parts;
    const preload = join(root, 'dist/preload/preload.cjs');
    const notice = new CloseNotice({ state, notices: parts.notices, onClick: () => this.show() });
    this.#window = new AppWindow({
      ...{ preload, developer, screen, dialog, log },
      place: state.value.window,
      onPlaced: (window) => state.update({ window }),
      onVisible: (visible) => this.#tray.setWindowVisible(visible),
      onHiddenByUser: () => notice.showOnce(),
      quit: () => app.quit(),
    });
    this.#popover = new Popover({ preload, developer, screen, log });
    this.#all = new AllTunnels(client.tunnels, state);
    this.#tray = new TrayController(
      () =>
        createElectronTray({
          iconFolder: join(root, 'resources/tray'),
          platform,
          onClick: (icon) => (hasPopover(platform) ? this.#popover.toggle(icon) : this.#window.toggle()),
        }),
      this.#trayActions(),
    );
    this.#glance = new ServiceGlance(() => void engine.services.refresh());
    engine.services.services.subscribe((services) => this.#tray.setServices(services));
    setAppMenu({ platform, developer, open: (path) => this.open(path) });
    watchTunnels(client, this.#watching.signal, (tunnels) => this.#onTunnels(tunnels)).catch(
      this.#failed('the tray lost sight of the tunnels'),
    );
    parts.updates.view.subscribe((view) => this.#tray.setUpdates(view));
    onWake(powerMonitor, () => {
      engine.wake();
      parts.updates.wake();
    });
    app.on('activate', () => this.show());
  }

  /** Loads the page, and begins to look around. */
  start(options: { hidden: boolean }): Promise<void> {
    this.#glance.start();
    return this.#window.load(options);
  }

  show(): void {
    this.#window.show();
  }

  /** Shows a place of the page in the window. */
  open(path: string): void {
    this.#popover.hide();
    this.#window.open(path);
  }

  /** Whether a message came from a page of ours. */
  isTrusted(event: IpcMainEvent): boolean {
    const ours = [this.#window.contents, this.#popover.contents];
    return ours.some((contents) => contents !== undefined && this.#parts.security.isTrustedSender(event, contents));
  }

  /** From now on closing the window closes it. */
  letClose(): void {
    this.#window.letClose();
  }

  stop(): void {
    this.#glance.stop();
    this.#watching.abort();
    this.#tray.destroy();
  }

  #onTunnels(tunnels: readonly Tunnel[]): void {
    this.#tunnels = tunnels;
    this.#tray.setTunnels(tunnels, this.#all.pausedOf(tunnels).length);
    this.#parts.links.setTunnels(tunnels);
  }

  #trayActions(): TrayActions {
    const { client, links, updates } = this.#parts;
    const { tunnels } = client;
    return {
      share: ({ port, kind }) => {
        this.show();
        tunnels.share({ target: String(port), kind }).catch(this.#failed('a service could not be shared'));
      },
      start: ({ id }) => void tunnels.start({ id }).catch(this.#failed('a tunnel could not be started')),
      stop: ({ id }) => void tunnels.stop({ id }).catch(this.#failed('a tunnel could not be stopped')),
      copyUrl: (url) => void clipboard.writeText(url).catch(this.#failed('the URL could not be copied')),
      openUrl: (url) => links.open(url),
      pauseAll: () => void this.#all.pause(this.#tunnels).catch(this.#failed('not all tunnels could be stopped')),
      resumeAll: () => void this.#all.resume(this.#tunnels).catch(this.#failed('not all tunnels could be started')),
      showWindow: () => this.show(),
      hideWindow: () => this.#window.hide(),
      downloadUpdate: () => updates.download(),
      declineUpdate: () => updates.decline(),
      installUpdate: () => void updates.install().catch(this.#failed('the update could not be installed')),
      openReleases: () => updates.openReleases(),
      showSettings: () => this.open('/settings'),
      quit: () => app.quit(),
    };
  }

  #failed(what: string): (error: unknown) => void {
    return (error) => this.#parts.log.error({ error: String(error) }, what);
  }
}
