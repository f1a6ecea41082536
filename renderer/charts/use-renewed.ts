import { useEffect, useRef, useState } from 'react';
import { ask } from '../rpc/ask.ts';
import type { EngineClient } from '../rpc/engine-client.ts';
import { useConnection } from '../state/connection-store.ts';

/** An answer is asked for again when the next step of its charts is over, but not more often than this, s. */
const LEAST_SECONDS = 2;
/** And not more seldom, s: the step that has begun grows. */
const MOST_SECONDS = 30;

/** What the engine knows. */
export interface Renewed<T> {
  value: T | undefined;
  failure: string | undefined;
}

interface Question<T> {
  /** Equal for equal questions. Undefined: nothing is asked. */
  key: string | undefined;
  load: (client: EngineClient) => Promise<T>;
  /** Length of the answer's steps, s. */
  stepOf: (answer: T) => number;
  /** Not more often than this, s. */
  least?: number;
}

/** Asks the engine and keeps the answer fresh; what is known stays while the engine is away. */
export function useRenewed<T>({ key, load, stepOf, least = LEAST_SECONDS }: Question<T>): Renewed<T> {
  const isOnline = useConnection((state) => state.client !== undefined);
  const [state, setState] = useState<Renewed<T>>({ value: undefined, failure: undefined });
  // They are made anew at each drawing; the key says when they mean something else.
  const latest = useRef({ load, stepOf });
  latest.current = { load, stepOf };
  useEffect(() => {
    if (key === undefined) setState({ value: undefined, failure: undefined });
    if (!isOnline || key === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wanted = true;
    const renew = async () => {
      const answer = await ask((client) => latest.current.load(client));
      if (!wanted) return;
      if (answer.ok) setState({ value: answer.value, failure: undefined });
      else setState((before) => ({ ...before, failure: answer.message }));
      const step = answer.ok ? latest.current.stepOf(answer.value) : least;
      timer = setTimeout(() => void renew(), Math.max(least, Math.min(MOST_SECONDS, step)) * 1_000);
    };
    void renew();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [isOnline, key, least]);
  return state;
}
