/**
 * A WebSocket server that sends every message back, as a process of its own. Prints its port.
 */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  // A visitor that breaks off is no fault of this server; `ws` closes the connection.
  socket.on('error', () => {});
});
server.on('listening', () => console.log(`port ${(server.address() as AddressInfo).port}`));
