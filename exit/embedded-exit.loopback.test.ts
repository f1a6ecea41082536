import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { startEmbeddedExit } from './embedded-exit.ts';
import { ask } from './testing/ask.ts';
import { TestLog } from './testing/test-exit.ts';

it('runs on loopback with a token of its own, and beside another one', async () => {
  // Whatever looks at the ports of this machine may connect, and would be waited for at the close.
  const blocker = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const { port } = blocker.address() as AddressInfo;
  const log = new TestLog();
  const first = await startEmbeddedExit({ preferredDataPort: port, log });
  const second = await startEmbeddedExit({ preferredDataPort: port, log });
  try {
    expect(first.controlUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    expect(new Set([port, first.dataPort, second.dataPort]).size).toBe(3);
    expect(first.token).not.toBe(second.token);
    expect((await ask(first.dataPort, 'nobody.localhost')).headers['porthole-error']).toBe('no-tunnel');
    const status = await fetch(`${first.controlUrl.replace('ws:', 'http:')}/status`, {
      headers: { Authorization: `Bearer ${first.token}`, Connection: 'close' },
    });
    expect(status.status).toBe(200);
    await status.text();
  } finally {
    await Promise.all([first.close(), second.close()]);
    await new Promise((resolve) => blocker.close(resolve));
  }
});
