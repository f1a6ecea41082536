import { ExitServer } from '../exit-server.ts';
import type { ExitServerAddresses, ExitServerOptions } from '../exit-server-options.ts';
import type { ExitLog } from '../log.ts';

export const TEST_TOKEN = 'a-token-that-only-tests-know';

/** A log that keeps its lines. */
export class TestLog implements ExitLog {
  readonly lines: { level: string; fields: object; message: string }[] = [];
  readonly debug = (fields: object, message: string) => void this.lines.push({ level: 'debug', fields, message });
  readonly info = (fields: object, message: string) => void this.lines.push({ level: 'info', fields, message });
  readonly warn = (fields: object, message: string) => void this.lines.push({ level: 'warn', fields, message });
  readonly error = (fields: object, message: string) => void this.lines.push({ level: 'error', fields, message });
}

/** An exit server on ports of the system's choice, in this process. */
export interface TestExit extends ExitServerAddresses {
  server: ExitServer;
  log: TestLog;
  /** Asks the control plane, with the token. */
  ask(path: string): Promise<Response>;
}

/** Starts an exit server on loopback. */
export async function startTestExit(options: Partial<ExitServerOptions> = {}): Promise<TestExit> {
  const log = new TestLog();
  const loopback = { host: '127.0.0.1', port: 0 };
  const server = new ExitServer(
    {
      controlAddr: loopback,
      dataAddr: loopback,
      tcpAddr: '127.0.0.1',
      tcpPorts: { from: 0, to: 0 },
      domain: 'localhost',
      publicUrl: undefined,
      token: TEST_TOKEN,
      ...options,
    },
    { log },
  );
  const addresses = await server.start();
  const ask = (path: string) =>
    fetch(`http://${addresses.controlAddr}${path}`, {
      // A kept connection would outlive the test that asked.
      headers: { Authorization: `Bearer ${TEST_TOKEN}`, Connection: 'close' },
    });
  return { ...addresses, server, log, ask };
}
