import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { freePort } from '../../../exit/testing/free-port.ts';
import { namedHash, startNodeUpstream } from '../../fixtures/node-upstream.ts';
import { startExit, startShare } from '../../fixtures/porthole.ts';
import { Processes } from '../../fixtures/processes.ts';
import type { Trial } from '../trial.ts';

/** Another program has the port: of the exit server, and of a TCP tunnel. */
export const portTaken: Trial = {
  name: 'port-taken',
  title: 'another program has the port',
  problem: () => undefined,
  async run() {
    await using processes = new Processes();
    const service = await startNodeUpstream(namedHash('service'));
    const other = createServer((socket) => socket.destroy()).listen(await freePort(), '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const refusal = await startExit(processes, { data: port }).catch(String);
      const said = `127.0.0.1:${port} is in use by another program: choose another address with --data-addr`;
      assert.ok(String(refusal).includes(said), `the exit server says so: ${refusal}`);

      const exit = await startExit(processes, {}, ['--tcp-ports', String(port)]);
      const flags = ['--tcp', '--remote-port', String(port)];
      const refused = await startShare(processes, service.port, exit, flags).catch(String);
      assert.match(String(refused), new RegExp(`${port}.*in use`), 'the client says so');

      other.close();
      await once(other, 'close');
      const freed = performance.now();
      await startShare(processes, service.port, exit, flags);
      const seen = 'the exit server ends with one line that names the flag; the tunnel is refused with the reason';
      return { seen, backMs: performance.now() - freed };
    } finally {
      await service.close();
      other.close();
    }
  },
};
