import { RPCHandler, type SupportedMessagePort } from '@orpc/server/message-port';
import type { Router } from './router.ts';

/** Serves the contract on a MessagePort that came from the page's own top frame. The caller starts the port. */
export function servePort(router: Router, port: SupportedMessagePort): void {
  new RPCHandler(router).upgrade(port);
}
