import { HISTORY } from '../history/history-definition.ts';
import { REQUESTS } from '../requests/store/requests-definition.ts';
import type { StoreDefinition } from './store-definition.ts';

/** The stores of the app by name: the storage thread knows them all, and the engine opens the ones that it needs. */
export const STORES: Readonly<Record<string, StoreDefinition<object>>> = { history: HISTORY, requests: REQUESTS };
