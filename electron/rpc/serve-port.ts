import { RPCHandler } from '@orpc/server/message-port';
import type { Router } from './router.ts';

type MessagePortLike = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0];

/** Serves the contract on a MessagePort that came from the page's own top frame. The caller starts the port. */
export function servePort(router: Router, port: MessagePortLike): void {
  new RPCHandler(router).upgrade(port);
}
