import type { IncomingMessage } from 'node:http';
import type { ServerOptions, WebSocket } from 'ws';
import { formatAddress } from './format-address.ts';
import { MAX_WS_MESSAGE, SUBPROTOCOL, WsTransport } from './ws-transport.ts';

/**
 * Options of the exit server's `WebSocketServer`. The server authenticates in the HTTP server's `upgrade` event, answers what
 * `offersSubprotocol` refuses with 426, and only then calls `handleUpgrade`.
 */
export function tunnelServerOptions(): ServerOptions {
  return {
    noServer: true,
    // Tunnels carry what is compressed already, and a compressor for each session costs some hundred KiB.
    perMessageDeflate: false,
    maxPayload: MAX_WS_MESSAGE,
    clientTracking: false,
    // Nothing is text, and the reason of a close frame is only shown.
    skipUTF8Validation: true,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  };
}

/** Whether the client of a WebSocket handshake speaks this version of the protocol. */
export function offersSubprotocol(request: IncomingMessage): boolean {
  return includesVersion(request.headers['sec-websocket-protocol'] ?? '');
}

/** Whether a list of versions, separated by commas, has the one that is spoken here. */
export function includesVersion(offered: string): boolean {
  return offered.split(',').some((protocol) => protocol.trim() === SUBPROTOCOL);
}

/** Wraps what `WebSocketServer.handleUpgrade` hands over. */
export function acceptedTransport(socket: WebSocket, request: IncomingMessage): WsTransport {
  const { remoteAddress, remotePort } = request.socket;
  return new WsTransport(socket, { stream: request.socket, remoteAddress: formatAddress(remoteAddress, remotePort) });
}
