import { clearWarning } from '../../shared/clear-warning.ts';
import { plainText } from '../../shared/plain-text.ts';
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
import { recallAddress } from './tokens/server-address.ts';
import { UsageError } from './usage-error.ts';

/** Where it is asked when nothing says where it is: servers without TLS answer the first, the others say there that they speak it. */
const USUAL_URLS = { plain: 'http://127.0.0.1:8123', secure: 'https://127.0.0.1:8123' };
const URL_VARIABLE = 'PORTHOLE_EXIT_URL';
const TOKEN_FILE_VARIABLE = variableOf(CLIENT_FLAGS.tokenFile);
const DATA_DIR_VARIABLE = variableOf(CLIENT_FLAGS.dataDir);

/** Where a control plane may be. */
interface Place {
  /** Of its report. */
  readonly url: URL;
  /** The fingerprint of the one CA to trust. */
  readonly pin: string | undefined;
}

/** Prints what a running exit server says about itself. Rejects with UsageError or StatusError. */
export async function showStatus(flags: StatusFlags, host: Pick<NodeJS.Process, 'env' | 'stdout'>): Promise<void> {
  const places = placesOf(flags, host.env);
  const tokenFile = flags.tokenFile ?? host.env[TOKEN_FILE_VARIABLE];
  if (!tokenFile)
    throw new UsageError(`give --token-file FILE (or ${TOKEN_FILE_VARIABLE}) with the exit server's token`);
  for (const { url } of places) {
    if (flags.insecure !== true && clearWarning(url.href) !== undefined) {
      throw new UsageError(
        `the token would cross the network to ${url.host} in the clear: give the control plane as https:// with --url, or say --insecure`,
      );
    }
  }
  const report = await fetchFirst(places, readTokenFile(tokenFile).token);
  host.stdout.write(flags.json === true ? `${plainText.json(report)}\n` : renderStatus(report));
}

/** Where to ask, one after the other: where the command line says, else where the server's folder does, else where servers usually are. */
function placesOf({ url, dataDir, ca }: StatusFlags, env: NodeJS.ProcessEnv): Place[] {
  const given = url ?? (env[URL_VARIABLE] || undefined);
  const folder = dataDir ?? (env[DATA_DIR_VARIABLE] || undefined);
  const known = recallAddress(folder ?? CLIENT_FLAGS.dataDir.fallback);
  if (given !== undefined) return [placeOf(given, ca, folder && known?.ca)];
  if (folder !== undefined && known !== undefined) return [placeOf(known.server, ca, known.ca)];
  const secure = placeOf(USUAL_URLS.secure, ca, known?.ca);
  return ca === undefined ? [placeOf(USUAL_URLS.plain), secure] : [secure];
}

/** @param knownCa the fingerprint of the server's own CA, which counts where the command line names none */
function placeOf(text: string, ca?: string, knownCa?: string): Place {
  const url = statusUrl(text);
  return { url, pin: pinOf(ca, url) ?? (url.protocol === 'https:' ? knownCa : undefined) };
}

async function fetchFirst([first, ...others]: readonly Place[], token: string): Promise<StatusReport> {
  if (first === undefined) throw new Error('There is nowhere to ask.');
  try {
    return await fetchReport(first.url, token, first.pin);
  } catch (error) {
    if (others.length > 0 && error instanceof SpeaksTlsError) return await fetchFirst(others, token);
    throw error;
  }
}

/** There is a server, with TLS. */
class SpeaksTlsError extends StatusError {}

function statusUrl(text: string): URL {
  // Join links and clients say ws(s)://; the same port answers http(s)://.
  const base = text.replace(/^ws(s?):\/\//i, 'http$1://');
  if (!/^https?:\/\//i.test(base) || !URL.canParse(base)) {
    throw new UsageError(
      `--url must be the control plane's address, e.g. ${USUAL_URLS.secure}, not ${JSON.stringify(text)}`,
    );
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
    throw new SpeaksTlsError(
      `the exit server at ${url.origin} speaks TLS: give its control plane as https:// with --url`,
    );
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
