import { clearWarning } from '../../shared/clear-warning.ts';
import { askControlPlane, type ControlAnswer } from '../../shared/wire/ask-control-plane.ts';
import { DialError } from '../../shared/wire/dial-error.ts';
import { failureOfError } from '../../shared/wire/dial-failure.ts';
import { readPin } from '../../shared/wire/read-pin.ts';
import { StatusReport } from '../control/status-report.ts';
import type { StatusFlags } from './command-line.ts';
import { CLIENT_FLAGS } from './flags/client-flags.ts';
import { variableOf } from './flags/flag.ts';
import { StatusError } from './status-error.ts';
import { renderStatus } from './status-text.ts';
import { readTokenFile } from './token-file.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_URL = 'http://127.0.0.1:8123';
const URL_VARIABLE = 'PORTHOLE_EXIT_URL';
const TOKEN_FILE_VARIABLE = variableOf(CLIENT_FLAGS.tokenFile);

/** Prints what a running exit server says about itself. Rejects with UsageError or StatusError. */
export async function showStatus(flags: StatusFlags, host: Pick<NodeJS.Process, 'env' | 'stdout'>): Promise<void> {
  const url = statusUrl(flags.url ?? (host.env[URL_VARIABLE] || DEFAULT_URL));
  const tokenFile = flags.tokenFile ?? host.env[TOKEN_FILE_VARIABLE];
  if (!tokenFile)
    throw new UsageError(`give --token-file FILE (or ${TOKEN_FILE_VARIABLE}) with the exit server's token`);
  if (flags.insecure !== true && clearWarning(url.href) !== undefined) {
    throw new UsageError(
      `the token would cross the network to ${url.host} in the clear: give the control plane as https:// with --url, or say --insecure`,
    );
  }
  const report = await fetchReport(url, readTokenFile(tokenFile).token, pinOf(flags.ca, url));
  host.stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : renderStatus(report));
}

function statusUrl(text: string): URL {
  // Join links and clients say ws(s)://; the same port answers http(s)://.
  const base = text.replace(/^ws(s?):\/\//i, 'http$1://');
  if (!/^https?:\/\//i.test(base) || !URL.canParse(base)) {
    throw new UsageError(`--url must be the control plane's address, e.g. ${DEFAULT_URL}, not ${JSON.stringify(text)}`);
  }
  return new URL('/status', base);
}

function pinOf(ca: string | undefined, url: URL): string | undefined {
  if (ca === undefined) return undefined;
  if (url.protocol !== 'https:') throw new UsageError(`--ca is for https://: ${url.origin} is reached without TLS`);
  try {
    return readPin(ca);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function fetchReport(url: URL, token: string, pin: string | undefined): Promise<StatusReport> {
  let answer: ControlAnswer;
  try {
    answer = await askControlPlane({ url, token, pin });
  } catch (error) {
    throw failureOf(url, error as Error);
  }
  if (answer.status === 401) {
    throw new StatusError(`the exit server at ${url.origin} refused the token: check --token-file`);
  }
  if (answer.status === 400 && url.protocol === 'http:' && answer.body.includes('speaks TLS')) {
    throw new StatusError(`the exit server at ${url.origin} speaks TLS: give its control plane as https:// with --url`);
  }
  const report = answer.status === 200 ? StatusReport.safeParse(parseJson(answer.body)) : undefined;
  if (report?.success !== true) {
    throw new StatusError(
      `what answers at ${url.origin} is not an exit server of this version (HTTP ${answer.status}): check --url`,
    );
  }
  return report.data;
}

/** What the dialling of tunnels knows about TLS holds here too. */
function failureOf(url: URL, error: Error): StatusError {
  const failure = error instanceof DialError ? error : failureOfError(url.host, error);
  if (failure.kind === 'tls') return new StatusError(failure.message);
  return new StatusError(
    `no exit server answers at ${url.origin} (${reasonOf(error)}): give its control plane with --url`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: Error): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : message;
}
