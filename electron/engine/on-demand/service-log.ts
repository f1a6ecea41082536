import type { ServiceLogLine } from '../../../shared/contract/service-log.ts';
import { Live } from '../live.ts';

/** Lines kept of each tunnel: the screens that one looks back over to find out why something failed. */
export const MAX_LINES = 200;
/** Characters of a line; what is longer is data. */
export const MAX_TEXT = 500;
/** A burst of lines reaches the page as one message. */
const PUBLISH_MS = 250;

interface Entry {
  readonly lines: Live<readonly ServiceLogLine[]>;
  waiting: ServiceLogLine[];
  lastId: number;
  timer: NodeJS.Timeout | undefined;
}

/** The last lines of what happened to each tunnel's service; in memory only. */
export class ServiceLog {
  readonly #entries = new Map<string, Entry>();

  add(tunnelId: string, kind: ServiceLogLine['kind'], text: string): void {
    const entry = this.#entryOf(tunnelId);
    entry.lastId += 1;
    const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
    entry.waiting.push({ id: entry.lastId, at: Date.now(), kind, text: cut });
    if (entry.waiting.length > MAX_LINES) entry.waiting.shift();
    entry.timer ??= setTimeout(() => publish(entry), PUBLISH_MS).unref();
  }

  /** Calls `subscriber` with the lines that there are, and with all of them whenever there are more. */
  subscribe(tunnelId: string, subscriber: (lines: readonly ServiceLogLine[]) => void): () => void {
    const entry = this.#entryOf(tunnelId);
    publish(entry);
    return entry.lines.subscribe(subscriber);
  }

  /** The tunnel is gone. */
  forget(tunnelId: string): void {
    clearTimeout(this.#entries.get(tunnelId)?.timer);
    this.#entries.delete(tunnelId);
  }

  #entryOf(tunnelId: string): Entry {
    const known = this.#entries.get(tunnelId);
    if (known) return known;
    const entry: Entry = { lines: new Live<readonly ServiceLogLine[]>([]), waiting: [], lastId: 0, timer: undefined };
    this.#entries.set(tunnelId, entry);
    return entry;
  }
}

function publish(entry: Entry): void {
  clearTimeout(entry.timer);
  entry.timer = undefined;
  if (entry.waiting.length === 0) return;
  const lines = [...entry.lines.value, ...entry.waiting].slice(-MAX_LINES);
  entry.waiting = [];
  entry.lines.set(lines);
}
