import type { CaptureState, RequestSummary, RequestsUpdate } from '../../../shared/contract/captured-request.ts';
import { mergeRequests } from './merge-requests.ts';

/** Updates that wait while the list is paused; behind that many it asks for everything anew. */
const MOST_HELD = 200;

/** What the list of requests shows and waits for. */
export interface RequestsState {
  /** Undefined until the first page came. Newest first. */
  rows: readonly RequestSummary[] | undefined;
  failure: string | undefined;
  /** What the store holds; undefined until that is known. */
  store: CaptureState | undefined;
  /** Where older ones begin; undefined: there are none. */
  next: number | undefined;
  held: readonly RequestsUpdate[];
  /** Requests that came while the list was paused. */
  heldRows: number;
  /** Grows where the first page must be asked for anew. */
  asked: number;
}

export type RequestsEvent =
  /** Another filter: what is shown does not fit it. */
  | { kind: 'reset' }
  | { kind: 'page'; rows: readonly RequestSummary[]; next: number | undefined }
  | { kind: 'older'; behind: number; rows: readonly RequestSummary[]; next: number | undefined }
  | { kind: 'failure'; message: string }
  | { kind: 'update'; update: RequestsUpdate; isFirst: boolean; isPaused: boolean }
  | { kind: 'resume' };

export const NO_REQUESTS: RequestsState = {
  rows: undefined,
  failure: undefined,
  store: undefined,
  next: undefined,
  held: [],
  heldRows: 0,
  asked: 0,
};

/** What an event makes of the list. */
export function requestsState(state: RequestsState, event: RequestsEvent): RequestsState {
  switch (event.kind) {
    case 'reset':
      return { ...NO_REQUESTS, store: state.store, asked: state.asked };
    case 'page':
      return { ...state, rows: event.rows, next: event.next, failure: undefined };
    case 'older':
      if (event.behind !== state.next) return state;
      return { ...state, rows: mergeRequests(state.rows ?? [], event.rows), next: event.next };
    case 'failure':
      return { ...state, failure: event.message };
    case 'update':
      return onUpdate({ ...state, store: event.update.state }, event);
    case 'resume':
      return state.held.reduce(apply, { ...state, held: [], heldRows: 0 });
  }
}

function onUpdate(state: RequestsState, event: Extract<RequestsEvent, { kind: 'update' }>): RequestsState {
  const { update, isFirst, isPaused } = event;
  if (isFirst) return { ...state, asked: state.asked + 1 };
  if (!isPaused) return apply(state, update);
  const newest = state.rows?.[0]?.id ?? 0;
  const heldRows = state.heldRows + update.requests.filter(({ id }) => id > newest).length;
  const held = state.held.length < MOST_HELD ? [...state.held, update] : [{ ...update, requests: [], stale: true }];
  return { ...state, held, heldRows };
}

function apply(state: RequestsState, { requests, stale }: RequestsUpdate): RequestsState {
  if (stale) return { ...state, asked: state.asked + 1 };
  if (state.rows === undefined || requests.length === 0) return state;
  return { ...state, rows: mergeRequests(state.rows, requests) };
}
