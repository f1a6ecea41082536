import { failureOf } from './answer.ts';

/** How long to wait before a watch that broke on a living connection is opened again, ms. */
const AGAIN_MS = 1_000;

/** Where the values of a watch go. */
export interface Follower<T> {
  onValue(value: T): void;
  /** The watch broke although the connection lives. It is opened again by itself. */
  onFailure(message: string): void;
}

/** Follows a watch of the contract until `signal` aborts. A watch that ends with the connection is no failure. */
export async function follow<T>(
  open: () => Promise<AsyncIterable<T>>,
  follower: Follower<T>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const failure = await followOnce(open, follower, signal);
    // Waits before it tells: a rejection may arrive just before the end of its connection is known.
    await pause(AGAIN_MS, signal);
    if (failure !== undefined && !signal.aborted) follower.onFailure(failure);
  }
}

/** Resolves when the watch ended: with the reason where it broke. */
async function followOnce<T>(
  open: () => Promise<AsyncIterable<T>>,
  follower: Follower<T>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    for await (const value of await open()) {
      if (signal.aborted) return undefined;
      follower.onValue(value);
    }
    return undefined;
  } catch (error) {
    return failureOf(error).message;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
