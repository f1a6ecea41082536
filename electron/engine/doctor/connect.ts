import net, { type Socket } from 'node:net';
import { DIAL_ATTEMPT_MS } from '../../../shared/wire/happy-eyeballs.ts';
import { connectThrough } from '../network/connect-through.ts';

/** Opens a plain connection to a URL's host, through a proxy where there is one. Rejects with DialError, the connection's error or the signal's reason. */
export async function connectTo(url: URL, proxy: URL | undefined, signal: AbortSignal): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (/^(?:wss|https):$/.test(url.protocol) ? 443 : 80);
  if (proxy !== undefined) return throughProxy(connectThrough(proxy, host, port), signal);
  const socket = net.connect({ host, port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: DIAL_ATTEMPT_MS });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const onAbort = () => socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

/** The proxy's agent has a limit of its own; what comes later than the signal is closed. */
async function throughProxy(connecting: Promise<Socket>, signal: AbortSignal): Promise<Socket> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  connecting.then((socket) => signal.aborted && socket.destroy()).catch(() => undefined);
  return Promise.race([connecting, promise]).finally(() => signal.removeEventListener('abort', onAbort));
}
