import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import type { OpenTunnel, UpdateTunnel } from '../../../shared/wire/messages.ts';
import { acceptedTransport, tunnelServerOptions } from '../../../shared/wire/tunnel-endpoint.ts';
import type { StartEmbeddedExit } from '../engine-parts.ts';
import { ScriptedExit } from './scripted-exit.ts';

/** An embedded exit server on a real port that grants every tunnel whose name is free, for tests of what runs over it. */
export class FakeEmbeddedExit {
  /** One a session, in order. */
  readonly sessions: ScriptedExit[] = [];
  /** Names that somebody else has. */
  readonly taken = new Set<string>();
  readonly opened: OpenTunnel[] = [];
  readonly updated: UpdateTunnel[] = [];
  /** What it says that it can do. */
  features: string[] | undefined;
  starts = 0;
  closes = 0;

  readonly start: StartEmbeddedExit = async () => {
    this.starts += 1;
    const sockets = new WebSocketServer(tunnelServerOptions());
    const server = createServer();
    server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (ws) => {
        void this.#serve(new ScriptedExit(acceptedTransport(ws, request)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = async () => {
      for (const session of this.sessions) session.session.destroy({ code: 'closed', message: 'stop' });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    onTestFinished(close);
    const { port } = server.address() as AddressInfo;
    return {
      controlUrl: `ws://127.0.0.1:${port}`,
      token: 'embedded',
      close: async () => {
        this.closes += 1;
        await close();
      },
    };
  };

  async #serve(session: ScriptedExit): Promise<void> {
    this.sessions.push(session);
    await session.welcome(this.features);
    for (let tunnelId = 1; ; ) {
      const message = await session.next();
      if (message.type === 'update-tunnel') {
        this.updated.push(message);
        session.send({ type: 'tunnel-updated', requestId: message.requestId });
      }
      if (message.type !== 'open-tunnel') continue;
      const { requestId, name } = message;
      if (this.taken.has(name)) {
        session.send({ type: 'tunnel-refused', requestId, code: 'name-taken', message: `${name} is taken.` });
        continue;
      }
      this.opened.push(message);
      session.send({ type: 'tunnel-opened', requestId, tunnelId, publicUrl: `http://${name}.localhost:9` });
      tunnelId += 1;
    }
  }
}
