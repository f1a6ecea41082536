import type { Log } from '../engine-parts.ts';

/** Enough for what led to a problem; with the longest line under 1 MiB. */
const MAX_LINES = 500;
const MAX_LINE = 2_000;

/** Fields that never reach a log, whoever passes them. */
export const SECRET_FIELDS: readonly string[] = ['token', 'authorization', 'secret', 'joinLink'];

type Level = 'info' | 'warn' | 'error';

/** A log that passes everything on, and keeps the last lines for a report. What is only for debugging is not kept: it is too much. */
export class LogTail implements Log {
  readonly #log: Log;
  readonly #lines: string[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** Oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  debug(fields: object, message: string): void {
    this.#log.debug(fields, message);
  }

  info(fields: object, message: string): void {
    this.#keep('info', fields, message);
    this.#log.info(fields, message);
  }

  warn(fields: object, message: string): void {
    this.#keep('warn', fields, message);
    this.#log.warn(fields, message);
  }

  error(fields: object, message: string): void {
    this.#keep('error', fields, message);
    this.#log.error(fields, message);
  }

  #keep(level: Level, fields: object, message: string): void {
    const line = `${new Date().toISOString()} ${level} ${message} ${asText(fields)}`.trimEnd();
    this.#lines.push(line.slice(0, MAX_LINE));
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }
}

function asText(fields: object): string {
  try {
    const text = JSON.stringify(fields, (name, value: unknown) => {
      if (SECRET_FIELDS.includes(name)) return undefined;
      return value instanceof Error ? value.message : value;
    });
    return text === '{}' ? '' : text;
  } catch {
    // A circle, or a value that JSON does not have: the message alone is better than no line.
    return '';
  }
}
