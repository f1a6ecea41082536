import { useConnection } from './connection-store.ts';

/** Whether what is shown is only the last that was known: the engine is away, and no light may say that all is well. */
export function useIsStale(): boolean {
  return useConnection((state) => state.phase !== 'online');
}
