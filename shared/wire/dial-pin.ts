import { DialError } from './dial-error.ts';
import { failureOfError } from './dial-failure.ts';
import { type PinnedTls, type PinRequest, pinnedTls } from './pinned-ca.ts';

/**
 * Leads from the pin of a dial to the TLS options of its connection; undefined where nothing is pinned. To be called before anything secret is sent.
 *
 * @throws DialError, or the signal's reason when it was aborted
 */
export async function dialPin(
  url: URL,
  { pin, agent, signal }: Partial<Omit<PinRequest, 'url'>>,
  timeoutMs: number,
): Promise<PinnedTls | undefined> {
  if (pin === undefined) return undefined;
  if (url.protocol !== 'wss:') {
    throw new DialError('tls', `${url.host} is to be reached without TLS, but its CA is pinned: use wss://.`);
  }
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await pinnedTls({ url, pin, agent, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    signal?.throwIfAborted();
    if (timeout.aborted) throw timedOut(url.host);
    throw error instanceof DialError ? error : failureOfError(url.host, error as Error);
  }
}

function timedOut(server: string): DialError {
  return new DialError(
    'timeout',
    `${server} did not answer in time: check the address, its firewall and this network.`,
  );
}
