import { describe, expect, it } from 'vitest';
import { OPERATION_FLAGS } from '../command/flags/operation-flags.ts';
import { DEPLOYMENTS } from '../testing/deployments.ts';
import { parseExitArguments } from '../testing/parse-exit-arguments.ts';
import { startWords } from '../testing/start-words.ts';
import { STOP_SECONDS } from './deployment.ts';
import { SERVER_PLACE } from './server-place.ts';
import { systemdFile } from './systemd-file.ts';

describe.each(Object.entries(DEPLOYMENTS))('systemdFile %s', (_what, deployment) => {
  const text = systemdFile(deployment);

  it('starts the program with arguments that it takes', async () => {
    const [program, ...args] = startWords(text);
    const options = await parseExitArguments(args);
    const secure = deployment.exposure.kind === 'https';
    expect(program).toBe(SERVER_PLACE.program);
    expect(options).toMatchObject({
      controlAddr: { port: 8123 },
      dataAddr: { port: secure ? 443 : 80 },
      tcpPorts: deployment.tcpPorts,
      dataDir: `/var/lib/${/^StateDirectory=(.*)$/m.exec(text)?.[1]}`,
    });
    if (deployment.exposure.kind === 'https') expect(options.acmeEmail).toBe(deployment.exposure.email);
    else expect(options.autoTls).toBe(true);
  });

  it('holds no token and names the ports to open', () => {
    expect(text).not.toContain('a-token-that-only-tests-know');
    const { from, to } = deployment.tcpPorts;
    expect(text).toContain(from === to ? `80, ${from} through` : `80, ${from}-${to} through`);
  });
});

it('grants more time than running requests get', () => {
  const { drainDelay, drainTimeout } = OPERATION_FLAGS;
  expect(STOP_SECONDS).toBeGreaterThan(Number(drainDelay.fallback) + Number(drainTimeout.fallback));
});
