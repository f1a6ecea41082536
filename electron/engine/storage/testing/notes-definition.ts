import type { StoreDefinition } from '../store-definition.ts';
import { NotesApi } from './notes-api.ts';

export const NOTES: StoreDefinition<NotesApi> = {
  title: 'notes',
  migrations: ['CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'],
  create: (database) => new NotesApi(database),
};
