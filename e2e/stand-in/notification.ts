import { EventEmitter } from 'node:events';
import type { Notification, NotificationConstructorOptions } from 'electron';
import type { DesktopEnvironment } from './desktop-environment.ts';

/** A notice of the system. */
export class StandInNotification
  extends EventEmitter
  implements Pick<Notification, 'show' | 'close' | 'title' | 'body'>
{
  readonly #desktop: DesktopEnvironment;
  title: string;
  body: string;

  constructor(desktop: DesktopEnvironment, options: NotificationConstructorOptions = {}) {
    super();
    this.#desktop = desktop;
    this.title = options.title ?? '';
    this.body = options.body ?? '';
  }

  show(): void {
    this.#desktop.notifications.push(this);
  }

  /** The app takes it away, or the user does. */
  close(): void {
    const { notifications } = this.#desktop;
    if (!notifications.includes(this)) return;
    notifications.splice(notifications.indexOf(this), 1);
    this.emit('close', {});
  }
}
