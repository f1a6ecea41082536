import { pino } from 'pino';
import type { Log } from '../engine/engine-parts.ts';

/** Fields that never reach the log, whoever passes them. */
const SECRETS = ['token', 'authorization', 'secret', 'joinLink'];

/** Logs JSON lines to stderr, where the desktop's journal or a terminal takes them. */
export function createDesktopLog(options: { developer: boolean }): Log {
  return pino(
    {
      name: 'porthole',
      level: options.developer ? 'debug' : 'info',
      redact: SECRETS.flatMap((name) => [name, `*.${name}`]),
    },
    // Synchronous: the lines before a crash are the ones that matter.
    pino.destination({ dest: process.stderr.fd, sync: true }),
  );
}
