import type { ClientRequest } from 'node:http';

/**
 * Calls `unanswered` where a request ends with neither a response nor an error. Node does so where it is answered by 101 (Switching Protocols), which
 * none of ours asks for: it emits `close` alone then, and the request's signal fires no more.
 */
export function onUnanswered(request: ClientRequest, unanswered: (error: Error) => void): void {
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  request.once('response', settle);
  request.once('error', settle);
  request.once('close', () => {
    if (!isSettled) unanswered(new Error('it changes the protocol instead of answering: status 101'));
  });
}
