import type { ProbedTunnel } from '../../../shared/contract/tunnel.ts';
import type { Live } from '../live.ts';
import { alternativeName } from './tunnel-name.ts';

/** How long one click waits for the public URL before it hands the row over as it is, still connecting. */
const SHARE_WAIT_MS = 20_000;

/** The tunnels among which one is waited for. */
export interface WatchedTunnels {
  readonly tunnels: Live<ProbedTunnel[]>;
  /** Throws where it is gone. */
  get(id: string): ProbedTunnel;
  isOpen(id: string): boolean;
  rename(id: string, name: string): void;
}

/**
 * Resolves when the exit server has answered for a tunnel. A name that somebody else has gives way to another one, `renames` times: for those that
 * the user left to us.
 */
export function untilKnown(id: string, watched: WatchedTunnels, renames: number): Promise<ProbedTunnel> {
  const { promise, resolve, reject } = Promise.withResolvers<ProbedTunnel>();
  let left = renames;
  const done = (end: () => void) => {
    clearTimeout(timer);
    // The first look happens inside `subscribe`, before there is anything to give up.
    queueMicrotask(() => unsubscribe());
    end();
  };
  const handOver = () => {
    try {
      resolve(watched.get(id));
    } catch (error) {
      reject(error);
    }
  };
  const look = () => {
    try {
      const { status, name } = watched.get(id);
      if (status.state === 'refused' && status.code === 'name-taken' && left > 0) {
        left -= 1;
        watched.rename(id, alternativeName(name));
      } else if (status.state !== 'connecting' || watched.isOpen(id)) {
        done(handOver);
      }
    } catch (error) {
      done(() => reject(error));
    }
  };
  const timer = setTimeout(() => done(handOver), SHARE_WAIT_MS);
  const unsubscribe = watched.tunnels.subscribe(look);
  return promise;
}
