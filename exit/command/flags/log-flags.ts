import { z } from 'zod';
import type { Flag } from './flag.ts';

/** What the exit server writes to stderr. */
export const LOG_FLAGS = {
  logLevel: {
    spelling: '--log-level <level>',
    group: 'Logs',
    fallback: 'info',
    help: 'trace, debug, info, warn, error, fatal or silent',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    }),
  },
  logFormat: {
    spelling: '--log-format <format>',
    group: 'Logs',
    fallback: 'auto',
    help: 'json, text, or auto: text on a terminal, else json',
    schema: z.enum(['auto', 'json', 'text'], { error: 'must be auto, json or text' }),
  },
  accessLog: {
    spelling: '--access-log',
    group: 'Logs',
    switch: true,
    help: 'one line for each request of a visitor, whatever the level',
  },
  accessLogQuery: {
    spelling: '--access-log-query',
    group: 'Logs',
    switch: true,
    help: 'with the query of its URL, which may hold secrets',
  },
} as const satisfies Record<string, Flag>;
