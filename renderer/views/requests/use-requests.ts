import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
import { ask } from '../../rpc/ask.ts';
import { follow } from '../../rpc/follow.ts';
import { useConnection } from '../../state/connection-store.ts';
import { NO_REQUESTS, type RequestsEvent, type RequestsState, requestsState } from './requests-state.ts';

const PAGE = 200;

export interface RequestsList extends RequestsState {
  /** Loads the page behind the last row, where there is one. */
  more(): void;
}

/** The captured requests that fit a filter, kept up to date unless paused; what is known stays while the engine is away. */
export function useRequests(filter: RequestFilter, isPaused: boolean): RequestsList {
  const [state, tell] = useReducer(requestsState, NO_REQUESTS);
  const key = JSON.stringify(filter);
  const paused = useRef(isPaused);
  useEffect(() => {
    paused.current = isPaused;
    if (!isPaused) tell({ kind: 'resume' });
  }, [isPaused]);
  useWatch(key, paused, tell);
  useFirstPage(key, state.asked, tell);
  const more = useOlder(key, state.next, tell);
  return { ...state, more };
}

type Tell = (event: RequestsEvent) => void;

function useWatch(key: string, paused: { current: boolean }, tell: Tell): void {
  const client = useConnection((state) => state.client);
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (client === undefined) return;
    if (shown.current !== undefined && shown.current !== key) tell({ kind: 'reset' });
    shown.current = key;
    const over = new AbortController();
    const call = new AbortController();
    let isFirst = true;
    const open = () => {
      isFirst = true;
      return client.requests.watch({ filter: JSON.parse(key) as RequestFilter }, { signal: call.signal });
    };
    const onFailure = (message: string) => tell({ kind: 'failure', message });
    const follower = {
      onValue: (update: Extract<RequestsEvent, { kind: 'update' }>['update']) => {
        tell({ kind: 'update', update, isFirst, isPaused: paused.current });
        isFirst = false;
      },
      onFailure,
    };
    void follow(open, follower, over.signal);
    return () => {
      over.abort();
      // The engine is told only while it hears: see followEverything.
      if (useConnection.getState().client === client) call.abort();
    };
  }, [client, key, paused, tell]);
}

function useFirstPage(key: string, asked: number, tell: Tell): void {
  useEffect(() => {
    if (asked === 0) return;
    let isWanted = true;
    const filter = JSON.parse(key) as RequestFilter;
    void ask((client) => client.requests.query({ filter, limit: PAGE })).then((answer) => {
      if (!isWanted) return;
      if (!answer.ok) return tell({ kind: 'failure', message: answer.message });
      tell({ kind: 'page', rows: answer.value.requests, next: answer.value.next });
    });
    return () => {
      isWanted = false;
    };
  }, [key, asked, tell]);
}

function useOlder(key: string, next: number | undefined, tell: Tell): () => void {
  const isLoading = useRef(false);
  return useCallback(() => {
    if (next === undefined || isLoading.current) return;
    isLoading.current = true;
    const filter = JSON.parse(key) as RequestFilter;
    void ask((client) => client.requests.query({ filter, before: next, limit: PAGE })).then((answer) => {
      isLoading.current = false;
      // A failure shows as a list that ends; scrolling asks again.
      if (answer.ok) tell({ kind: 'older', behind: next, rows: answer.value.requests, next: answer.value.next });
    });
  }, [key, next, tell]);
}
