import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { withFlagsTable } from './docs/flags-table.ts';

// Brings the table of flags in docs/exit-server.md up to date. Run it after changing a flag: `npx node scripts/write-flags-table.ts`.

const DOCUMENT = resolve(import.meta.dirname, '../docs/exit-server.md');
writeFileSync(DOCUMENT, withFlagsTable(readFileSync(DOCUMENT, 'utf8')));
