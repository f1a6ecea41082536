import { afterEach, describe, expect, test } from 'vitest';
import { proxyAgent } from '../../electron/engine/network/proxy-agent.ts';
import { IssuedFiles } from '../../exit/testing/issued-files.ts';
import { startTestExit, TEST_TOKEN } from '../../exit/testing/test-exit.ts';
import { KeyPair } from '../../exit/tls/key-pair.ts';
import { dialPoll } from '../../shared/wire/dial-poll.ts';
import { dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { startMicrosocks } from '../fixtures/microsocks.ts';
import { Processes } from '../fixtures/processes.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { startTinyproxy, withPassword } from '../fixtures/tinyproxy.ts';

const processes = new Processes();
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await processes.end();
});

const PROXIES = [
  { name: 'tinyproxy', start: startTinyproxy },
  { name: 'microsocks', start: startMicrosocks },
] as const;

/** An exit server with a certificate for one name, and the options of a dial by its IP address. */
async function startWithCertificate(name: string) {
  const files = await IssuedFiles.make();
  cleanups.push(() => files.remove());
  const { certificate, key } = await files.issue([name]);
  const { context } = KeyPair.parse(certificate, key, { certificate: 'c', key: 'k' });
  const exit = await startTestExit({ tls: { control: { contextFor: () => context } } });
  cleanups.push(() => exit.server.close());
  return { url: `wss://127.0.0.1:${exit.controlPort}`, token: TEST_TOKEN, ca: files.ca.certificate };
}

describe.each(PROXIES)('through $name', ({ name, start }) => {
  test.skipIf(!isInstalled(name))(
    'an exit server is held to its IP address, and not to the name of the proxy',
    async () => {
      const proxy = withPassword(await start(processes));
      const right = await startWithCertificate('127.0.0.1');
      // Where the libraries leave the address out, Node takes this name for the one that was meant.
      const wrong = await startWithCertificate('localhost');
      for (const dial of [dialTunnel, dialPoll]) {
        const transport = await dial({ ...right, agent: await proxyAgent(proxy) });
        transport.destroy({ code: 'closed', message: 'The test is over.' });
        const error = await dial({ ...wrong, agent: await proxyAgent(proxy) }).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining('is for another name') });
      }
    },
  );
});
