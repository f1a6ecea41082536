import { untilStopSignal } from '../../shared/stop-signal.ts';
import { formatAddress } from '../../shared/wire/format-address.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { ExitServer, type ExitServerAddresses } from '../exit-server.ts';
import { createLog, type ExitLog } from '../log.ts';
import { dialableHost } from '../net/listen-address.ts';
import { flagOf, variableOf } from './flags/flag.ts';
import { limitsOf } from './limits-of.ts';
import { openAccessLog } from './open-access-log.ts';
import { type ExitOptions, FLAGS, type GivenFlags, resolveOptions } from './options.ts';
import { generateToken, readTokenFile } from './token-file.ts';
import { UsageError } from './usage-error.ts';

/** The parts of a process that the command touches. */
export type RunProcess = Pick<NodeJS.Process, 'env' | 'stdout' | 'on' | 'exit'>;

/** Runs the exit server until SIGTERM or SIGINT, then drains it. Rejects with UsageError or ListenError. */
export async function runExitServer(flags: GivenFlags, host: RunProcess): Promise<void> {
  const options = resolveOptions(flags, host.env);
  const { token, warning } = tokenFor(options);
  const log = createLog(options.logLevel, options.logFormat);
  const access = openAccessLog(options);
  const server = new ExitServer(
    { ...options, token, limits: limitsOf(options), accessLog: access?.log, processMetrics: true },
    { log },
  );
  const stop = untilStopSignal(host);
  const addresses = await server.start();
  announce(host, options, addresses, token);
  warn(log, options, warning);
  const signal = await stop;
  const { drainDelay, drainTimeout } = options;
  log.info(
    { signal, drainDelay, drainTimeout },
    'shutting down: running requests may finish; a second signal ends at once',
  );
  await server.drain(drainTimeout, drainDelay);
  await server.close();
  await access?.writer.flushed();
  if (access !== undefined && access.writer.dropped > 0)
    log.warn({ lines: access.writer.dropped }, 'the access log is not complete: its reader was too slow');
  log.info({}, 'stopped');
}

function tokenFor(options: ExitOptions): { token: string; warning?: string | undefined } {
  if (options.tokenFile !== undefined) return readTokenFile(options.tokenFile);
  if (options.devMode) return { token: generateToken() };
  throw new UsageError(
    `give ${flagOf(FLAGS.tokenFile)} FILE (or ${variableOf(FLAGS.tokenFile)}) with the token that clients must have, or --dev-mode to try it on this machine`,
  );
}

/** Prints what scripts wait for. */
function announce(host: RunProcess, options: ExitOptions, addresses: ExitServerAddresses, token: string): void {
  host.stdout.write(`control plane on ${addresses.controlAddr}\n`);
  host.stdout.write(`data plane on ${addresses.dataAddr}\n`);
  if (!options.devMode) return;
  const address = formatAddress(dialableHost(options.controlAddr.host), addresses.controlPort);
  host.stdout.write(`join link ${formatJoinLink({ server: `ws://${address}`, token })}\n`);
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
