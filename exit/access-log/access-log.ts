import type { LineWriter } from './line-writer.ts';

/** One request and its answer. */
export interface AccessEntry {
  /** The visitor's IP address. */
  visitor: string;
  /** Empty where the request could not be read, as are host and target. */
  method: string;
  host: string;
  /** As it came, query included. */
  target: string;
  status: number;
  seconds: number;
  bytesIn: number;
  bytesOut: number;
}

export interface AccessLogOptions {
  format: 'json' | 'text';
  /** Whether queries are logged. They hold tokens of links, searches, addresses: by default they are not. */
  withQuery: boolean;
}

/** Characters of a path, a host and a method; with them a line stays within one write of LineWriter. */
const MAX_TARGET = 1_024;
const MAX_NAME = 255;
/** pino's number for `info`. */
const LEVEL = 30;

/** One line for each request of a visitor. */
export class AccessLog {
  readonly #options: AccessLogOptions;
  readonly #writer: LineWriter;

  constructor(options: AccessLogOptions, writer: LineWriter) {
    this.#options = options;
    this.#writer = writer;
  }

  add(entry: AccessEntry): void {
    const shown = {
      visitor: entry.visitor,
      method: entry.method.slice(0, MAX_NAME),
      host: entry.host.slice(0, MAX_NAME),
      path: this.#pathOf(entry.target),
      status: entry.status,
      ms: Math.round(entry.seconds * 10_000) / 10,
      in: entry.bytesIn,
      out: entry.bytesOut,
    };
    const line =
      this.#options.format === 'json'
        ? JSON.stringify({ level: LEVEL, time: Date.now(), ...shown, msg: 'request' })
        : `[${clock()}] REQUEST: ${shown.visitor} "${shown.method} ${shown.host}${shown.path}" ${shown.status} ${shown.ms} ms, ${shown.in} in, ${shown.out} out`;
    this.#writer.write(`${line}\n`);
  }

  /** An absolute-form target holds a host and perhaps a password (RFC 9112 §3.2.2); only what follows them is the path. */
  #pathOf(target: string): string {
    const origin = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
    const path = this.#options.withQuery ? origin : (origin.split(/[?#]/, 1)[0] ?? '');
    return path.slice(0, MAX_TARGET);
  }
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}
