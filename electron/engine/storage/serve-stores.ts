import type { MessagePort } from 'node:worker_threads';
import type { StoreDefinition } from './store-definition.ts';
import { StoreHost } from './store-host.ts';
import type { FromStorage, ToStorage } from './store-messages.ts';

/** Answers calls of the engine's thread until it says `close`. */
export function serveStores(port: MessagePort, stores: Readonly<Record<string, StoreDefinition<object>>>): void {
  const hosts = new Map<string, StoreHost>();
  const tell = (message: FromStorage) => port.postMessage(message);
  port.on('message', (message: ToStorage) => {
    if (message.kind === 'open') {
      const definition = stores[message.store];
      if (!definition) throw new Error(`There is no store ${message.store}.`);
      const host = new StoreHost(definition, message.path, (text) => tell({ kind: 'problem', message: text }));
      hosts.set(message.store, host);
      host.open();
    } else if (message.kind === 'call') {
      const { id, store, method, args } = message;
      try {
        tell({ kind: 'answer', id, value: hosts.get(store)?.call(method, args) });
      } catch (error) {
        tell({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) });
      }
    } else {
      for (const host of hosts.values()) host.close();
      port.close();
    }
  });
}
