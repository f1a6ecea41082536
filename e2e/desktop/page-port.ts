import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Frame, Page } from '@playwright/test';
import type { Contract } from '../../shared/contract/contract.ts';

/** What became of a port that was offered: the first answer on it, `closed`, or nothing yet. */
export type PortFate = { answer: string } | 'closed' | 'none';

/** The bytes of the call `app.info`, as the page's own client would send them. */
export async function infoCall(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const port = { postMessage: (data: unknown) => resolve(String(data)), addEventListener: () => {} };
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port as never }));
  client.app.info().catch(() => {});
  return promise;
}

/** Offers a port from a frame to a window as the page does, with a call waiting on it, and resolves with what becomes of it. */
export function offerPort(frame: Page | Frame, call: string, to: 'itself' | 'parent' = 'itself'): Promise<PortFate> {
  return frame.evaluate(
    ({ call, to }) =>
      new Promise<PortFate>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve({ answer: String(data) });
        port1.addEventListener('close', () => resolve('closed'));
        port1.postMessage(call);
        (to === 'parent' ? window.parent : window).postMessage('orpc:connect', '*', [port2]);
      }),
    { call, to },
  );
}

/** Adds a frame with a document of its own to the page, whose policy lets it load none from elsewhere. */
export async function addFrame(page: Page): Promise<Frame> {
  const attached = page.waitForEvent('framenavigated', (frame) => frame !== page.mainFrame());
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<p>a frame</p>';
    document.body.append(frame);
  });
  return attached;
}
