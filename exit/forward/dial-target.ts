import { lookup as systemLookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { DIAL_ATTEMPT_MS } from '../../shared/wire/happy-eyeballs.ts';
import { TCP_KEEP_ALIVE_MS } from '../http/http-data-plane.ts';
import type { ForwardAccess } from './forward-access.ts';
import { ForwardError } from './forward-error.ts';
import { type ForwardTarget, formatForwardTarget } from './forward-target.ts';

/** How long the name server and the target may take together, ms: in a server's own network that is far longer than any healthy one. */
export const TARGET_TIMEOUT_MS = 10_000;
/** Addresses of one name that are tried: within the timeout no more get their turn. */
const MAX_ADDRESSES = 8;

/** Finds the addresses of a name. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** The addresses of a host by the system's own means: /etc/hosts, then its name server. */
export const lookupBySystem: Lookup = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

/**
 * Connects to a target that is allowed. Its name is resolved once, the addresses are checked, and those that pass are the ones connected to:
 * a name server that gives another answer the next time (DNS rebinding) changes nothing.
 *
 * Rejects with ForwardError, or when `signal` aborts.
 */
export async function dialTarget(
  target: ForwardTarget,
  access: ForwardAccess,
  signal: AbortSignal,
  lookup: Lookup = lookupBySystem,
): Promise<Socket> {
  const timeout = AbortSignal.timeout(TARGET_TIMEOUT_MS);
  const either = AbortSignal.any([signal, timeout]);
  try {
    const addresses = isIP(target.host) === 0 ? await orAbort(resolve(target, lookup), either) : [target.host];
    const allowed = addresses.filter((address) => access.mayConnect(address, target.port)).slice(0, MAX_ADDRESSES);
    if (allowed.length === 0) throw guarded(target, addresses[0] ?? '');
    return await open(target, allowed, either);
  } catch (error) {
    if (error instanceof ForwardError || signal.aborted || !timeout.aborted) throw error;
    throw new ForwardError('timeout', `${formatForwardTarget(target)} does not answer the exit server.`);
  }
}

async function resolve({ host }: ForwardTarget, lookup: Lookup): Promise<readonly string[]> {
  try {
    return await lookup(host);
  } catch {
    throw new ForwardError('unknown-host', `The exit server does not know the name ${host}.`);
  }
}

function guarded(target: ForwardTarget, address: string): ForwardError {
  const literal = formatForwardTarget({ host: address, port: target.port });
  const wanted = formatForwardTarget(target);
  const means = target.host === address ? wanted : `${wanted} (${address})`;
  return new ForwardError(
    'not-allowed',
    `The exit server does not forward to ${means}, an address of its own: its operator must add --allow-forward ${literal}.`,
  );
}

function open(target: ForwardTarget, addresses: readonly string[], signal: AbortSignal): Promise<Socket> {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  // With more than one address Node asks for all of them and tries them in turn.
  const lookup: LookupFunction = (_host, { all }, done) => {
    if (all === true) done(null, known);
    else done(null, addresses[0] ?? '', known[0]?.family);
  };
  return new Promise((resolveSocket, reject) => {
    const socket = connect({
      host: target.host,
      port: target.port,
      lookup,
      autoSelectFamily: addresses.length > 1,
      autoSelectFamilyAttemptTimeout: DIAL_ATTEMPT_MS,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    });
    const onAbort = () => socket.destroy(signal.reason as Error);
    const onError = (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', onAbort);
      reject(signal.aborted ? error : explain(target, error));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    // Stays for good: without a listener an error that comes before somebody has taken the socket over would end the process.
    socket.on('error', () => {});
    socket.once('error', onError);
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      resolveSocket(socket);
    });
    if (signal.aborted) onAbort();
  });
}

function explain(target: ForwardTarget, error: NodeJS.ErrnoException): ForwardError {
  const wanted = formatForwardTarget(target);
  if (error.code === 'ETIMEDOUT') return new ForwardError('timeout', `${wanted} does not answer the exit server.`);
  if (error.code === 'ECONNREFUSED')
    return new ForwardError('refused', `Nothing listens on ${wanted}, as the exit server sees it.`);
  return new ForwardError('refused', `The exit server cannot reach ${wanted} (${error.code ?? error.message}).`);
}

/** Waits for something that cannot be given up, but no longer than until the signal. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolveWork, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolveWork, reject).finally(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) onAbort();
  });
}
