import type { StoreDefinition } from '../storage/store-definition.ts';
import { HistoryStore } from './history-store.ts';
import { HISTORY_MIGRATIONS } from './history-tables.ts';

/** The metrics and states of all tunnels on disk. */
export const HISTORY: StoreDefinition<HistoryStore> = {
  title: 'metrics history',
  migrations: HISTORY_MIGRATIONS,
  create: (database) => new HistoryStore(database),
};
