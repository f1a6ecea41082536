import { useCallback, useEffect, useRef, useState } from 'react';
import type { TokenRecord } from '../../../shared/tokens/token-record.ts';
import { ask } from '../../rpc/ask.ts';
import { useConnection } from '../../state/connection-store.ts';

/** How often the list is asked for again while it is looked at, ms: what it says of the last use is up to a minute old anyhow. */
const AGAIN_MS = 30_000;

interface ServerTokensState {
  /** Undefined until they came for the first time. */
  tokens: readonly TokenRecord[] | undefined;
  /** Why they could not be had the last time. */
  failure: string | undefined;
  isLoading: boolean;
}

/** The tokens of an exit server, from its control plane. */
export function useServerTokens(serverId: string): ServerTokensState & { reload: () => Promise<void> } {
  const isOnline = useConnection((state) => state.phase === 'online');
  const [state, setState] = useState<ServerTokensState>({ tokens: undefined, failure: undefined, isLoading: true });
  /** Counts: an answer that a newer question has overtaken is not shown. */
  const asked = useRef(0);
  const reload = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    setState((before) => ({ ...before, isLoading: true }));
    const answer = await ask((client) => client.servers.tokens.list({ id: serverId }));
    if (mine !== asked.current) return;
    setState(({ tokens }) =>
      answer.ok
        ? { tokens: answer.value.tokens, failure: undefined, isLoading: false }
        : { tokens, failure: answer.message, isLoading: false },
    );
  }, [serverId]);
  useEffect(() => {
    if (!isOnline) return;
    void reload();
    const timer = setInterval(() => void reload(), AGAIN_MS);
    return () => {
      clearInterval(timer);
      asked.current += 1;
    };
  }, [isOnline, reload]);
  return { ...state, reload };
}
