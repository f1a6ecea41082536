import { useEffect, useMemo } from 'react';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { isInTrouble } from '../../../shared/contract/tunnel-predicates.ts';
import { useHighlight } from '../../state/highlight-store.ts';
import { useTroubleFilter } from '../../state/trouble-filter-store.ts';

/** What of the tunnels the list shows. */
export interface ShownTunnels {
  readonly shown: readonly Tunnel[];
  /** Ids of those in trouble, shown or not. */
  readonly troubled: readonly string[];
  /** Whether others are left out. */
  readonly isNarrowed: boolean;
}

/** Narrows the list down to the tunnels in trouble where that was asked for, until another row is asked for. */
export function useShownTunnels(tunnels: readonly Tunnel[]): ShownTunnels {
  const { ids, show, showAll } = useTroubleFilter();
  const wanted = useHighlight((state) => state.tunnelId);
  const troubled = useMemo(() => tunnels.filter(({ status }) => isInTrouble(status)).map(({ id }) => id), [tunnels]);
  const kept = useMemo(() => tunnels.filter(({ id }) => ids?.has(id)), [tunnels, ids]);
  useEffect(() => {
    if (ids !== undefined && troubled.some((id) => !ids.has(id))) show(troubled);
  }, [ids, troubled, show]);
  useEffect(() => {
    if (wanted !== undefined && ids !== undefined && !ids.has(wanted)) showAll();
  }, [wanted, ids, showAll]);
  // Where all of them were deleted there is nothing to narrow down to.
  const isNarrowed = kept.length > 0;
  return { shown: isNarrowed ? kept : tunnels, troubled, isNarrowed };
}
