import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExitServer } from './exit-server.ts';
import { ListenError } from './net/listen.ts';
import { RawVisitor } from './testing/raw-visitor.ts';
import { TestClient } from './testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit, TestLog } from './testing/test-exit.ts';
import { until } from './testing/until.ts';

let exit: TestExit;
let clients: TestClient[] = [];

beforeEach(async () => {
  exit = await startTestExit();
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  await exit.server.close();
});

async function connectClient(clientId?: string): Promise<TestClient> {
  const client = await TestClient.connect(exit, clientId);
  clients.push(client);
  return client;
}

describe('an exit server', () => {
  it.each(['controlAddr', 'dataAddr'] as const)(
    'says which flag to change when its %s is in use, and leaves nothing open',
    async (name) => {
      const taken = { host: '127.0.0.1', port: exit[name === 'controlAddr' ? 'controlPort' : 'dataPort'] };
      const free = { host: '127.0.0.1', port: 0 };
      const options = { controlAddr: free, dataAddr: free, tcpAddr: '127.0.0.1', tcpPorts: { from: 0, to: 0 } };
      const server = new ExitServer(
        { ...options, [name]: taken, domain: 'localhost', publicUrl: undefined, token: TEST_TOKEN },
        { log: new TestLog() },
      );
      const flag = name === 'controlAddr' ? '--control-addr' : '--data-addr';
      const failing = server.start();
      await expect(failing).rejects.toThrow(ListenError);
      await expect(failing).rejects.toThrow(
        `127.0.0.1:${taken.port} is in use by another program: choose another address with ${flag}`,
      );
    },
  );

  it('listens on IPv6', async () => {
    const any = { host: '::', port: 0 };
    const other = await startTestExit({ controlAddr: any, dataAddr: any });
    expect(other.dataAddr).toBe(`[::]:${other.dataPort}`);
    const visitor = new RawVisitor(other.dataPort, '::1');
    visitor.get('nobody.localhost');
    await visitor.sees('Porthole-Error: no-tunnel');
    visitor.destroy();
    await other.server.close();
  });

  it('closes its listeners and connections, at any time and more than once', async () => {
    const client = await connectClient();
    await client.open({ name: 'blog' }, () => {});
    const visitor = new RawVisitor(exit.dataPort);
    visitor.get('blog.localhost');
    const idle = new RawVisitor(exit.dataPort);
    idle.get('nobody.localhost');
    await idle.sees('no-tunnel');
    await Promise.all([exit.server.close(), exit.server.close()]);
    await Promise.all([
      visitor.isClosed(),
      idle.isClosed(),
      until(() => client.closed !== undefined, 'the end of the session'),
    ]);
    for (const port of [exit.controlPort, exit.dataPort]) {
      const error = await new Promise<NodeJS.ErrnoException>((resolve) =>
        connect(port, '127.0.0.1').on('error', resolve),
      );
      expect(error.code).toBe('ECONNREFUSED');
    }
  });
});
