/** What the preload's isolated world says to Node, as JSON. */
export type WorldMessage =
  | { kind: 'ipc'; channel: string; message: unknown; ports: number[] }
  | { kind: 'port-message'; port: number; data: unknown }
  | { kind: 'port-closed'; port: number };

/** What Node says to the world. */
export type HostMessage = { kind: 'port-message'; port: number; data: unknown } | { kind: 'close-port'; port: number };

export const WORLD = 'electron-preload';
export const BINDING = '__standInSend';
export const DELIVER = '__standInDeliver';

/**
 * Runs the preload in an isolated world, before the page's own scripts: there it finds `require` with the modules of a sandboxed
 * preload. The text of this function is what Chromium gets, so it uses nothing from outside itself.
 */
function runPreload(
  preload: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void,
  options: { inSubFrames: boolean },
): void {
  // Electron loads preloads into top frames, unless `nodeIntegrationInSubFrames` asks for all.
  if (window !== window.top && !options.inSubFrames) return;
  const world = globalThis as unknown as {
    __standInSend(text: string): void;
    __standInDeliver(message: HostMessage): void;
  };
  const send = (message: WorldMessage) => world.__standInSend(JSON.stringify(message));
  const ports = new Map<number, MessagePort>();

  const take = (port: MessagePort): number => {
    const id = ports.size + 1;
    ports.set(id, port);
    port.onmessage = ({ data }) => {
      if (typeof data !== 'string') throw new Error('The stand-in passes only text over ports.');
      send({ kind: 'port-message', port: id, data });
    };
    port.addEventListener('close', () => send({ kind: 'port-closed', port: id }));
    return id;
  };
  world.__standInDeliver = (message) => {
    const port = ports.get(message.port);
    if (message.kind === 'close-port') port?.close();
    else port?.postMessage(message.data);
  };

  const ipcRenderer = {
    postMessage: (channel: string, message: unknown, transfer: MessagePort[] = []) =>
      send({ kind: 'ipc', channel, message, ports: transfer.map(take) }),
  };
  const modules: Record<string, object> = { electron: { ipcRenderer } };
  const require = (name: string) => {
    const found = modules[name];
    if (found === undefined) throw new Error(`A sandboxed preload cannot require "${name}" here.`);
    return new Proxy(found, {
      get(target, key) {
        if (!(key in target) && typeof key === 'string' && key !== '__esModule') {
          throw new Error(`The stand-in for Electron has no ${name}.${key} for preloads.`);
        }
        return Reflect.get(target, key);
      },
    });
  };
  const module = { exports: {} };
  preload(require, module, module.exports);
}

/** The script that brings a preload into the isolated world. */
export function preloadScript(preloadSource: string, options: { inSubFrames: boolean }): string {
  const preload = `function (require, module, exports) {\n${preloadSource}\n}`;
  return `(${runPreload.toString()})(${preload}, ${JSON.stringify(options)});`;
}
