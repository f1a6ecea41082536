import { untilStopSignal } from '../../shared/stop-signal.ts';
import { ExitServer } from '../exit-server.ts';
import type { ExitServerAddresses } from '../exit-server-options.ts';
import { createLog, type ExitLog } from '../log.ts';
import type { ExitTls } from '../tls/exit-tls.ts';
import { checkConfiguration } from './check-configuration.ts';
import { exposureOf, refuseExposedToken } from './exposure.ts';
import { joinAddress } from './join-address.ts';
import { joinLine } from './join-line.ts';
import { limitsOf } from './limits-of.ts';
import { loadTls, reloadTls, tlsOptionsOf } from './load-tls.ts';
import { openAccessLog } from './open-access-log.ts';
import { licenceSettingsOf, openLicences } from './open-licences.ts';
import { openTokens, tokenSettingsOf } from './open-tokens.ts';
import { type ExitOptions, type GivenFlags, resolveOptions } from './options.ts';
import { showBanner } from './show-banner.ts';
import { tlsSettingsOf } from './tls-settings-of.ts';
import { rememberAddress } from './tokens/server-address.ts';

/** The parts of a process that the command touches. */
export type RunProcess = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr' | 'on' | 'exit'>;

/** Runs the exit server until SIGTERM or SIGINT, then drains it. Rejects with UsageError, CertificateError, TokenError or ListenError. */
export async function runExitServer(flags: GivenFlags, host: RunProcess): Promise<void> {
  const options = resolveOptions(flags, host.env);
  const token = tokenSettingsOf(options);
  const licence = await licenceSettingsOf(options);
  const tlsKind = tlsSettingsOf(options).kind;
  if (!options.devMode) refuseExposedToken(options, tlsKind);
  if (flags.check === true) return checkConfiguration(options, exposureOf(options, tlsKind), host.stdout);
  const log = createLog(options.logLevel, options.logFormat);
  const access = openAccessLog(options);
  const tls = await loadTls(options, log);
  const tokens = openTokens(token, options, log);
  const licences = openLicences(licence, options);
  const server = new ExitServer(
    {
      ...options,
      tls: tlsOptionsOf(tls),
      token: tokens,
      joinAddress: ({ controlPort: port }) => joinAddress({ options, port, tls }),
      licences,
      limits: limitsOf(options),
      accessLog: access?.log,
      health: {
        certificateExpiry: () => tls?.expiresAt(),
        // Everybody may read this: the log says which file and why.
        store: () => (tokens.database?.problem === undefined ? undefined : 'the tokens cannot be read'),
      },
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
  const reached = joinAddress({ options, port: addresses.controlPort, tls });
  // Before the server says that it runs: whoever waits for that may make a token at once.
  if (!options.devMode) await rememberAddress(options.dataDir, reached, log);
  announce(host, options, addresses, token.shared, tls);
  showBanner(exposureOf(atPorts(options, addresses), tlsKind), options, { log, stderr: host.stderr });
  if (token.warning !== undefined) log.warn({}, token.warning);
  await drainUpon(await stop, server, options, log);
  const ended = await tls?.close();
  await access?.finish(log);
  log.info({}, 'stopped');
  // An order at an ACME server would keep the process for minutes.
  if (ended === false) host.exit(0);
}

async function drainUpon(
  signal: NodeJS.Signals,
  server: ExitServer,
  options: ExitOptions,
  log: ExitLog,
): Promise<void> {
  const { drainDelay, drainTimeout } = options;
  log.info(
    { signal, drainDelay, drainTimeout },
    'shutting down: running requests may finish; a second signal ends at once',
  );
  await server.drain(drainTimeout, drainDelay);
  await server.close();
}

/** The options with the ports that were really bound. */
function atPorts(options: ExitOptions, { controlPort, dataPort }: ExitServerAddresses): ExitOptions {
  const { controlAddr, dataAddr } = options;
  return {
    ...options,
    controlAddr: { ...controlAddr, port: controlPort },
    dataAddr: { ...dataAddr, port: dataPort },
  };
}

/** Prints what scripts wait for. */
function announce(
  host: RunProcess,
  options: ExitOptions,
  addresses: ExitServerAddresses,
  token: string | undefined,
  tls: ExitTls | undefined,
): void {
  host.stdout.write(`control plane on ${addresses.controlAddr}\n`);
  host.stdout.write(`data plane on ${addresses.dataAddr}\n`);
  // A join link holds the token: it is for a person's eyes, not for a service's journal.
  const shown = options.devMode || host.stdout.isTTY === true;
  const line = joinLine({ options, port: addresses.controlPort, tls, token: shown ? token : undefined });
  if (line !== undefined) host.stdout.write(`${line}\n`);
}
