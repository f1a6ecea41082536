import type { MenuItemConstructorOptions } from 'electron';
import type { Service } from '../../shared/contract/service.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { type AggregateLight, aggregateLight, summaryLine } from '../../shared/contract/tunnel-predicates.ts';
import type { Updates } from '../../shared/contract/updates.ts';
import { type TrayActions, trayMenu } from './tray-menu.ts';

/** What the controller needs of a tray; Electron's own cannot be subclassed, so it is wrapped. */
export interface TrayView {
  setLight(light: AggregateLight): void;
  setToolTip(text: string): void;
  setMenu(template: MenuItemConstructorOptions[]): void;
  /** Takes the icon away. */
  destroy(): void;
}

/** Keeps the tray as the tunnels are. Setters change private state and call one idempotent render. */
export class TrayController {
  readonly #view: TrayView;
  readonly #actions: TrayActions;
  #tunnels: readonly Tunnel[] = [];
  #services: readonly Service[] = [];
  #paused = 0;
  #updates: Updates | undefined;
  #windowVisible = false;
  #shown = '';

  constructor(createView: () => TrayView, actions: TrayActions) {
    this.#view = createView();
    this.#actions = actions;
    this.#render();
  }

  /** @param paused how many of them "Resume" would start */
  setTunnels(tunnels: readonly Tunnel[], paused: number): void {
    this.#tunnels = tunnels;
    this.#paused = paused;
    this.#render();
  }

  setServices(services: readonly Service[]): void {
    this.#services = services;
    this.#render();
  }

  setUpdates(updates: Updates): void {
    this.#updates = updates;
    this.#render();
  }

  setWindowVisible(visible: boolean): void {
    this.#windowVisible = visible;
    this.#render();
  }

  destroy(): void {
    this.#view.destroy();
  }

  #render(): void {
    const light = aggregateLight(this.#tunnels);
    const toolTip = `Porthole: ${summaryLine(this.#tunnels)}`;
    const menu = trayMenu(
      {
        tunnels: this.#tunnels,
        services: this.#services,
        paused: this.#paused,
        updates: this.#updates,
        windowVisible: this.#windowVisible,
      },
      this.#actions,
    );
    // Setting a menu closes the one that is open, so it is only done when something that can be seen or clicked has
    // changed. (JSON leaves the click functions out.)
    const wanted = JSON.stringify([light, toolTip, menu, this.#tunnels.map((tunnel) => tunnel.publicUrl)]);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.#view.setLight(light);
    this.#view.setToolTip(toolTip);
    // On Linux the menu is copied when it is set: after every change it must be set again, whole.
    this.#view.setMenu(menu);
  }
}
