import { useConnection } from './connection-store.ts';
import { useTunnels } from './stores.ts';

type AnyStore = (isOld: (state: { isOld: boolean }) => boolean) => boolean;

/** Whether what is shown is only the last that was known: the engine is away, or has not said it anew, and no light may say that all is well. */
export function useIsStale(useStore: AnyStore = useTunnels): boolean {
  const isOld = useStore((state) => state.isOld);
  const isOnline = useConnection((state) => state.phase === 'online');
  return isOld || !isOnline;
}
