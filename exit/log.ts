import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** What the exit server needs of a log; a pino logger is one, and the app hands in its own. */
export interface ExitLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogFormat = 'auto' | 'json' | 'text';

const STDERR = 2;
/** Kept out at the logger, so that no call site can forget it. */
const SECRETS = [
  'token',
  'authorization',
  '*.token',
  '*.authorization',
  'headers.authorization',
  '*.headers.authorization',
];

/** What a format means for this process's stderr. */
export function formatOf(format: LogFormat): 'json' | 'text' {
  if (format !== 'auto') return format;
  return process.stderr.isTTY === true ? 'text' : 'json';
}

/**
 * Makes the program's log. It goes to stderr, so that stdout holds only the lines that scripts read.
 * `auto` is JSON, one object a line, unless stderr is a terminal.
 */
export function createLog(level: string, format: LogFormat): Logger {
  const text = formatOf(format) === 'text';
  const options = { level, redact: { paths: SECRETS, censor: '[redacted]' }, base: undefined };
  // Written synchronously: there are few lines (requests have a log of their own), and none may be lost at the end.
  if (!text) return pino(options, pino.destination({ fd: STDERR, sync: true }));
  return pino(
    options,
    pretty({ destination: STDERR, sync: true, colorize: process.stderr.isTTY === true, translateTime: 'SYS:HH:MM:ss' }),
  );
}
