import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { onUnanswered } from '../../shared/on-unanswered.ts';
import { StatusError } from './status-error.ts';
import { UsageError } from './usage-error.ts';

/** Flags of `porthole-exit health`. */
export interface HealthFlags {
  url?: string;
}

/** Where it is asked without --url: with TLS, as servers have it, and then without. */
const USUAL_URLS = ['https://127.0.0.1:8123', 'http://127.0.0.1:8123'];
/** Supervisors ask with some 10 s of patience. */
const ANSWER_TIMEOUT_MS = 4_000;

/**
 * Asks a control plane whether it is ready, for supervisors in places without curl. Resolves when it is; rejects with UsageError or StatusError.
 *
 * Certificates are not checked: nothing secret is sent, and at its own loopback address no server has a certificate that strangers trust.
 */
export async function checkHealth({ url }: HealthFlags): Promise<void> {
  let failure: unknown;
  for (const candidate of url === undefined ? USUAL_URLS : [url]) {
    try {
      return await ask(candidate);
    } catch (error) {
      // What was not ready says more than that nothing else is there.
      if (!(failure instanceof NotReadyError)) failure = error;
    }
  }
  throw failure;
}

/** The server answered that it is not ready. */
class NotReadyError extends StatusError {}

async function ask(text: string): Promise<void> {
  const url = URL.canParse(text) ? new URL('/readyz', text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(
      `--url must be the control plane's address, e.g. ${USUAL_URLS[0]}, not ${JSON.stringify(text)}`,
    );
  }
  const status = await statusOf(url).catch((error: NodeJS.ErrnoException) => {
    throw new StatusError(`no exit server answers at ${url.origin} (${error.code ?? error.message})`);
  });
  if (status !== 200) throw new NotReadyError(`the exit server at ${url.origin} is not ready (HTTP ${status})`);
}

function statusOf(url: URL): Promise<number | undefined> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = { agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) };
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    asked.on('error', reject);
    onUnanswered(asked, reject);
    asked.end();
  });
}
