import { generateToken } from './command/token-file.ts';
import { ExitServer } from './exit-server.ts';
import type { ExitLog } from './log.ts';
import { ListenError } from './net/listen.ts';

const LOOPBACK = '127.0.0.1';
/** Ports tried behind the preferred one, so that a second app on the machine gets the neighbour: URLs stay recognisable. */
const PORTS_TRIED = 20;
const HIGHEST_PORT = 65_535;
/** The TCP ports that tunnels on this computer may have; the same as the exit server's own default. */
const TCP_PORTS = { from: 10_000, to: 10_999 };

export interface EmbeddedExitOptions {
  /** Port for visitors; the next free one is taken where it is in use. */
  preferredDataPort: number;
  log: ExitLog;
}

/** An exit server inside the app's process, for this computer alone. */
export interface EmbeddedExit {
  /** `ws://127.0.0.1:PORT` */
  readonly controlUrl: string;
  readonly token: string;
  readonly dataPort: number;
  /** Ends its sessions and resolves when no socket is left. */
  close(): Promise<void>;
}

/**
 * Starts an exit server that only this computer can reach, with a fresh token of 256 bits. Its control port is any free one.
 * Rejects with ListenError where no data port can be had at all.
 */
export async function startEmbeddedExit({ preferredDataPort, log }: EmbeddedExitOptions): Promise<EmbeddedExit> {
  const token = generateToken();
  for (const dataPort of dataPorts(preferredDataPort)) {
    const server = makeServer(token, dataPort, log);
    try {
      const addresses = await server.start();
      return {
        controlUrl: `ws://${addresses.controlAddr}`,
        token,
        dataPort: addresses.dataPort,
        close: () => server.close(),
      };
    } catch (error) {
      const taken = error instanceof ListenError && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (!taken || dataPort === 0) throw error;
    }
  }
  throw new Error('unreachable: port 0 comes last');
}

/** The preferred port, its neighbours, and at last any that is free. */
function* dataPorts(preferred: number): Iterable<number> {
  for (let port = preferred; port !== 0 && port < preferred + PORTS_TRIED && port <= HIGHEST_PORT; port++) yield port;
  yield 0;
}

function makeServer(token: string, dataPort: number, log: ExitLog): ExitServer {
  return new ExitServer(
    {
      controlAddr: { host: LOOPBACK, port: 0 },
      dataAddr: { host: LOOPBACK, port: dataPort },
      tcpAddr: LOOPBACK,
      tcpPorts: TCP_PORTS,
      domain: 'localhost',
      publicUrl: undefined,
      token,
      // All visitors are this computer, and nobody guesses 256 random bits: a limit by address would only stop the app itself.
      limits: { maxConnectionsPerVisitor: 0, maxHandshakesPerAddress: 0, maxAuthFailures: 0 },
    },
    { log },
  );
}
