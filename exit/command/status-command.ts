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
/** How long a running exit server may take to answer, ms. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Prints what a running exit server says about itself. Rejects with UsageError or StatusError. */
export async function showStatus(flags: StatusFlags, host: Pick<NodeJS.Process, 'env' | 'stdout'>): Promise<void> {
  const url = statusUrl(flags.url ?? (host.env[URL_VARIABLE] || DEFAULT_URL));
  const tokenFile = flags.tokenFile ?? host.env[TOKEN_FILE_VARIABLE];
  if (!tokenFile)
    throw new UsageError(`give --token-file FILE (or ${TOKEN_FILE_VARIABLE}) with the exit server's token`);
  const report = await fetchReport(url, readTokenFile(tokenFile).token);
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

async function fetchReport(url: URL, token: string): Promise<StatusReport> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { Authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
  } catch (error) {
    throw new StatusError(
      `no exit server answers at ${url.origin} (${reasonOf(error)}): give its control plane with --url`,
    );
  }
  const body = await response.text();
  if (response.status === 401)
    throw new StatusError(`the exit server at ${url.origin} refused the token: check --token-file`);
  const report = response.ok ? StatusReport.safeParse(parseJson(body)) : undefined;
  if (report?.success !== true) {
    throw new StatusError(
      `what answers at ${url.origin} is not an exit server of this version (HTTP ${response.status}): check --url`,
    );
  }
  return report.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides the system's code in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : message;
}
