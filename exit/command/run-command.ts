import { untilStopSignal } from '../../shared/stop-signal.ts';
import { ExitServer, type ExitServerAddresses } from '../exit-server.ts';
import { createLog, type ExitLog } from '../log.ts';
import type { ExitTls } from '../tls/exit-tls.ts';
import { flagOf, variableOf } from './flags/flag.ts';
import { joinLine } from './join-line.ts';
import { limitsOf } from './limits-of.ts';
import { loadTls, reloadTls, tlsOptionsOf } from './load-tls.ts';
import { openAccessLog } from './open-access-log.ts';
import { type ExitOptions, FLAGS, type GivenFlags, resolveOptions } from './options.ts';
import { generateToken, readTokenFile } from './token-file.ts';
import { UsageError } from './usage-error.ts';

/** The parts of a process that the command touches. */
export type RunProcess = Pick<NodeJS.Process, 'env' | 'stdout' | 'on' | 'exit'>;

/** Runs the exit server until SIGTERM or SIGINT, then drains it. Rejects with UsageError, CertificateError or ListenError. */
export async function runExitServer(flags: GivenFlags, host: RunProcess): Promise<void> {
  const options = resolveOptions(flags, host.env);
  const { token, warning } = tokenFor(options);
  const log = createLog(options.logLevel, options.logFormat);
  const access = openAccessLog(options);
  const tls = await loadTls(options, log);
  const server = new ExitServer(
    {
      ...options,
      tls: tlsOptionsOf(tls),
      token,
      limits: limitsOf(options),
      accessLog: access?.log,
      processMetrics: true,
    },
    { log },
  );
  // In dev mode the terminal's end is the server's; elsewhere SIGHUP asks for fresh certificates, as of any daemon.
  const stop = untilStopSignal(host, options.devMode ? undefined : ['SIGINT', 'SIGTERM']);
  if (!options.devMode) host.on('SIGHUP', () => void reloadTls(tls, log));
  const addresses = await server.start().catch(async (error: unknown) => {
    await tls?.close();
    throw error;
  });
  tls?.begin();
  announce(host, options, addresses, token, tls);
  warn(log, options, warning);
  const signal = await stop;
  const { drainDelay, drainTimeout } = options;
  log.info(
    { signal, drainDelay, drainTimeout },
    'shutting down: running requests may finish; a second signal ends at once',
  );
  await server.drain(drainTimeout, drainDelay);
  await server.close();
  const ended = await tls?.close();
  await access?.writer.flushed();
  if (access !== undefined && access.writer.dropped > 0)
    log.warn({ lines: access.writer.dropped }, 'the access log is not complete: its reader was too slow');
  log.info({}, 'stopped');
  // An order at an ACME server would keep the process for minutes.
  if (ended === false) host.exit(0);
}

function tokenFor(options: ExitOptions): { token: string; warning?: string | undefined } {
  if (options.tokenFile !== undefined) return readTokenFile(options.tokenFile);
  if (options.devMode) return { token: generateToken() };
  throw new UsageError(
    `give ${flagOf(FLAGS.tokenFile)} FILE (or ${variableOf(FLAGS.tokenFile)}) with the token that clients must have, or --dev-mode to try it on this machine`,
  );
}

/** Prints what scripts wait for. */
function announce(
  host: RunProcess,
  options: ExitOptions,
  addresses: ExitServerAddresses,
  token: string,
  tls: ExitTls | undefined,
): void {
  host.stdout.write(`control plane on ${addresses.controlAddr}\n`);
  host.stdout.write(`data plane on ${addresses.dataAddr}\n`);
  // A join link holds the token: it is for a person's eyes, not for a service's journal.
  const shown = options.devMode || host.stdout.isTTY === true;
  const line = joinLine({ options, port: addresses.controlPort, tls, token: shown ? token : undefined });
  if (line !== undefined) host.stdout.write(`${line}\n`);
}

function warn(log: ExitLog, options: ExitOptions, tokenWarning: string | undefined): void {
  if (tokenWarning !== undefined) log.warn({}, tokenWarning);
  if (options.allowForward.length > 0) {
    log.warn(
      { targets: options.allowForward },
      `${flagOf(FLAGS.allowForward)} has no effect: this version does no local forwarding`,
    );
  }
}
