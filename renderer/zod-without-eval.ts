import { z } from 'zod';

// zod tries `new Function` when the first schema is made, to find out whether it may compile schemas. The page's
// Content-Security-Policy forbids that, and would report each load. Imported first, before any schema.
z.config({ jitless: true });
