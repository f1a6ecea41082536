import { pino } from 'pino';
import { SECRET_FIELDS } from '../engine/diagnostics/log-tail.ts';
import type { Log } from '../engine/engine-parts.ts';

/** Logs JSON lines to stderr, where the desktop's journal or a terminal takes them. */
export function createDesktopLog(options: { developer: boolean }): Log {
  return pino(
    {
      name: 'porthole',
      level: options.developer ? 'debug' : 'info',
      redact: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]),
    },
    // Synchronous: the lines before a crash are the ones that matter.
    pino.destination({ dest: process.stderr.fd, sync: true }),
  );
}
