import { DialError } from './dial-error.ts';
import { failureOfError, failureOfStatus } from './dial-failure.ts';
import { dialPin } from './dial-pin.ts';
import { DEFAULT_DIAL_TIMEOUT_MS, type DialTunnelOptions, tunnelUrl } from './dial-tunnel.ts';
import { formatAddress } from './format-address.ts';
import { PollClientTransport } from './poll-client-transport.ts';
import { VERSION, VERSION_FIELD } from './poll-protocol.ts';
import { type PollReply, PollRequests } from './poll-requests.ts';

/** What a session's id may look like: it becomes part of a path. */
const SESSION_ID = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * Opens a long-polling session to an exit server's control plane, for networks that let no WebSocket through.
 *
 * @throws DialError when it cannot be opened, TypeError when the URL is none, the signal's reason when it was aborted
 */
export async function dialPoll(options: DialTunnelOptions): Promise<PollClientTransport> {
  const url = tunnelUrl(options.url);
  options.signal?.throwIfAborted();
  const pinned = await dialPin(url, options, options.timeoutMs ?? DEFAULT_DIAL_TIMEOUT_MS);
  const secure = url.protocol === 'wss:';
  url.protocol = secure ? 'https:' : 'http:';
  url.pathname += '/poll';
  options.signal?.throwIfAborted();
  const requests = new PollRequests({ secure, token: options.token, ca: options.ca, pinned, agent: options.agent });
  try {
    const reply = await open(url, requests, options);
    const id = idOf(reply);
    if (id === undefined) throw failureOfStatus(url.host, reply.status, reply.headers, reply.body.toString('utf8'));
    const session = new URL(url);
    session.pathname += `/${id}`;
    const remoteAddress = formatAddress(reply.remoteAddress, reply.remotePort);
    return new PollClientTransport({ requests, session, remoteAddress });
  } catch (error) {
    requests.close();
    options.signal?.throwIfAborted();
    throw error instanceof DialError ? error : failureOfError(url.host, error as Error);
  }
}

async function open(url: URL, requests: PollRequests, options: DialTunnelOptions): Promise<PollReply> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_DIAL_TIMEOUT_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    // Twice as long, so that the signal is what gives up, and says why.
    return await requests.send({ method: 'POST', url, silenceMs: 2 * timeoutMs, signal });
  } catch (error) {
    if (!timeout.aborted) throw error;
    throw new DialError(
      'timeout',
      `${url.host} did not answer in time: check the address, its firewall and this network.`,
    );
  }
}

/** The id of the session that was opened; undefined where the answer is not that of an exit server which opened one. */
function idOf({ status, headers, body }: PollReply): string | undefined {
  if (status !== 201 || headers[VERSION_FIELD] !== VERSION) return undefined;
  const id = body.toString('latin1').trim();
  return SESSION_ID.test(id) ? id : undefined;
}
