import type { IpcMain, IpcMainEvent, MessagePortMain } from 'electron';
import type { Log } from '../engine/engine-parts.ts';

/** The only channel that main listens to; electron/preload.ts sends on it. */
export const CONNECT = 'orpc:connect';

/**
 * Takes the page's MessagePort and has it served. The sender is checked here and nowhere else: from then on the port is
 * the capability, and nobody but its holder can send on it.
 *
 * @param parts.isTrusted decides on the sender
 * @param parts.serve answers calls that arrive on the port
 */
export function acceptPorts(
  ipcMain: Pick<IpcMain, 'on'>,
  parts: { isTrusted(event: IpcMainEvent): boolean; serve(port: MessagePortMain): void; log: Log },
): void {
  ipcMain.on(CONNECT, (event) => {
    const [port, ...more] = event.ports;
    if (port === undefined || more.length > 0 || !parts.isTrusted(event)) {
      parts.log.warn({ url: event.senderFrame?.url }, 'a port from somebody else than the page was refused');
      for (const refused of event.ports) refused.close();
      return;
    }
    parts.serve(port);
    port.start();
    parts.log.debug({}, 'the page is connected');
  });
}
