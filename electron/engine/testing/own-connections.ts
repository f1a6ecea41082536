import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Connections that this process has made, by the ports of both ends. */
const made = new Set<string>();
/** What is to be done once it is known that this process has made one that a server of its own has accepted. */
const waiting = new Map<string, () => void>();

const idOf = (clientPort: number | undefined, serverPort: number | undefined) => `${clientPort} ${serverPort}`;

subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket };
  socket.once('connect', () => {
    const id = idOf(socket.localPort, socket.remotePort);
    made.add(id);
    waiting.get(id)?.();
    waiting.delete(id);
  });
});

/** Tells the connections that a test has made from those of other programs of this machine, such as the finder of services of an app in another test. */
export const ownConnections = {
  /** Calls `then` for a connection that a server of a test has accepted, once it is known to be of this process; for any other one never. */
  whenOwn(accepted: Socket, then: () => void): void {
    const id = idOf(accepted.remotePort, accepted.localPort);
    if (made.has(id)) then();
    else waiting.set(id, then);
  },
};
