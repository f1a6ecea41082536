import type { CDPSession } from 'playwright-core';
import { StandInMessagePort } from './message-port-main.ts';
import { BINDING, DELIVER, type HostMessage, WORLD, type WorldMessage } from './preload-world.ts';

/** Carries what a preload sends to main, and what main sends back over ports, through the DevTools protocol. */
export class PortPump {
  readonly #cdp: CDPSession;
  /** Ports by world, and by the number that the world gave them. */
  readonly #ports = new Map<number, Map<number, StandInMessagePort>>();

  /** @param onIpc is called for each message of `ipcRenderer` */
  static async install(
    cdp: CDPSession,
    onIpc: (world: number, channel: string, message: unknown, ports: StandInMessagePort[]) => void,
  ): Promise<PortPump> {
    const pump = new PortPump(cdp);
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId: world }) => {
      if (name !== BINDING) return;
      const message = JSON.parse(payload) as WorldMessage;
      if (message.kind === 'ipc') {
        onIpc(
          world,
          message.channel,
          message.message,
          message.ports.map((port) => pump.#openPort(world, port)),
        );
      } else pump.#deliver(world, message);
    });
    // Only the preload's world gets the function; the page finds nothing of that name.
    await cdp.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
    return pump;
  }

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  /** The document is gone, and its ends of all ports with it. */
  forgetWorld(world: number): void {
    for (const port of this.#ports.get(world)?.values() ?? []) port.closedByPage();
    this.#ports.delete(world);
  }

  #openPort(world: number, id: number): StandInMessagePort {
    const port = new StandInMessagePort({
      send: (data) => {
        if (typeof data !== 'string') throw new Error('The stand-in passes only text over ports.');
        this.#toWorld(world, { kind: 'port-message', port: id, data });
      },
      close: () => this.#toWorld(world, { kind: 'close-port', port: id }),
    });
    const ports = this.#ports.get(world) ?? new Map<number, StandInMessagePort>();
    this.#ports.set(world, ports.set(id, port));
    return port;
  }

  #deliver(world: number, message: Exclude<WorldMessage, { kind: 'ipc' }>): void {
    const port = this.#ports.get(world)?.get(message.port);
    if (message.kind === 'port-closed') port?.closedByPage();
    else port?.deliver(message.data);
  }

  #toWorld(world: number, message: HostMessage): void {
    this.#cdp
      .send('Runtime.evaluate', { expression: `${DELIVER}(${JSON.stringify(message)})`, contextId: world })
      // The document went while the message was on its way: Electron drops it too, and the port closes.
      .catch(() => this.forgetWorld(world));
  }
}
