import { useEffect, useState } from 'react';
import type { HistoryRange, MetricsHistory } from '../../../shared/contract/metrics.ts';
import { ask } from '../../rpc/ask.ts';
import { useConnection } from '../../state/connection-store.ts';

/** A history of whole seconds grows by the live ticks and is only asked for again to mend what a sleep left out, s. */
const MEND_SECONDS = 30;
/** A coarser one is asked for at each of its steps, but not more often than this, s. */
const LEAST_SECONDS = 2;

/** What the engine knows of a time of a tunnel. */
export interface HistoryState {
  history: MetricsHistory | undefined;
  failure: string | undefined;
}

/** Asks for a tunnel's history and keeps it fresh; what is known stays while the engine is away. Undefined: nothing is asked. */
export function useHistory(tunnelId: string, asked: HistoryRange | undefined): HistoryState {
  const isOnline = useConnection((state) => state.client !== undefined);
  const [state, setState] = useState<HistoryState>({ history: undefined, failure: undefined });
  // Equal questions are one: the object is made anew at each drawing.
  const question = asked && JSON.stringify(asked);
  useEffect(() => {
    if (question === undefined) setState({ history: undefined, failure: undefined });
    if (!isOnline || question === undefined) return;
    const range = JSON.parse(question) as HistoryRange;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wanted = true;
    const load = async () => {
      const answer = await ask((client) => client.metrics.history({ tunnelId, ...range }));
      if (!wanted) return;
      if (answer.ok) setState({ history: answer.value, failure: undefined });
      else setState((before) => ({ ...before, failure: answer.message }));
      timer = setTimeout(() => void load(), waitOf(answer.ok ? answer.value.step : LEAST_SECONDS) * 1_000);
    };
    void load();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [isOnline, tunnelId, question]);
  return state;
}

function waitOf(step: number): number {
  return step === 1 ? MEND_SECONDS : Math.min(MEND_SECONDS, Math.max(LEAST_SECONDS, step));
}
