import type { StoreDefinition } from '../../storage/store-definition.ts';
import { RequestsStore } from './requests-store.ts';
import { schema } from './schema.ts';

/** Captured requests: of one file, whose rows are in memory instead unless the user wants them kept. */
export const REQUESTS: StoreDefinition<RequestsStore> = {
  title: 'captured requests',
  migrations: [
    `${schema('main')} CREATE TABLE main.keeping (on_disk INTEGER NOT NULL) STRICT; INSERT INTO main.keeping VALUES (0)`,
  ],
  create: (database) => new RequestsStore(database),
};
