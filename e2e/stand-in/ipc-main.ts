import { EventEmitter } from 'node:events';
import type { IpcMainEvent, MessagePortMain } from 'electron';
import type { StandInMessagePort } from './message-port-main.ts';

/** Main's end of the messages of preloads. */
export class StandInIpcMain extends EventEmitter {
  /** Hands a message to the app's listeners, as if a frame had sent it. */
  receive(
    channel: string,
    message: unknown,
    from: Pick<IpcMainEvent, 'sender' | 'senderFrame'> & { ports: StandInMessagePort[] },
  ): void {
    const event: Pick<IpcMainEvent, 'sender' | 'senderFrame' | 'ports' | 'type'> = {
      ...from,
      ports: from.ports as unknown as MessagePortMain[],
      type: 'frame',
    };
    this.emit(channel, event, message);
  }
}
