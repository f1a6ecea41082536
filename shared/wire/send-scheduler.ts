/** What the scheduler keeps on each stream. */
export interface Schedulable {
  /** Whether the stream has bytes to send and credit to send them. */
  readonly sendable: boolean;
  /** Bytes that it may send before the others have their turn. */
  deficit: number;
  /** Which list it is in. Belongs to the scheduler. */
  place: 'none' | 'fresh' | 'turns';
  /** The next in that list. Belongs to the scheduler. */
  nextInLine: Schedulable | undefined;
}

/** Bytes per turn: one frame this long takes 13 ms at 10 Mbit/s, which is what a small answer may wait for each bulk stream. */
export const QUANTUM = 16 * 1024;

/**
 * Decides which stream sends next: deficit round robin with a list for newcomers, as in RFC 8290 §4.2 (DRR++).
 *
 * A stream that becomes ready goes ahead of all that are in the round, for one quantum; what it has beyond that waits in the round
 * with the others. So small answers overtake bulk, and no stream, however often it comes anew, can keep the others from their turn:
 * a newcomer that ran empty goes to the round's end, and is a newcomer again only after it left the round with nothing to send.
 */
export class SendScheduler<S extends Schedulable> {
  readonly #fresh = new Line<S>();
  readonly #turns = new Line<S>();

  /** Whether no stream waits. */
  get empty(): boolean {
    return this.#fresh.head === undefined && this.#turns.head === undefined;
  }

  /** Whether exactly one stream waits, so that nobody needs protection from it. */
  get alone(): boolean {
    const head = this.#fresh.head ?? this.#turns.head;
    return (
      head !== undefined &&
      head.nextInLine === undefined &&
      (this.#fresh.head === undefined || this.#turns.head === undefined)
    );
  }

  /** Puts a stream that has become sendable in line. Does nothing when it is there already. */
  add(stream: S): void {
    if (stream.place !== 'none') return;
    stream.deficit = QUANTUM;
    stream.place = 'fresh';
    this.#fresh.push(stream);
  }

  /** Returns the stream whose turn it is, with a deficit above 0; it stays in line. Undefined when none can send. */
  next(): S | undefined {
    for (;;) {
      const line = this.#fresh.head ? this.#fresh : this.#turns;
      const stream = line.head;
      if (!stream) return undefined;
      if (!stream.sendable) {
        line.shift();
        if (stream.place === 'fresh' && this.#turns.head) this.#toTurns(stream);
        else stream.place = 'none';
      } else if (stream.deficit <= 0) {
        stream.deficit += QUANTUM;
        line.shift();
        this.#toTurns(stream);
      } else {
        return stream;
      }
    }
  }

  /** Counts what the stream that `next` returned has sent. */
  charge(stream: S, bytes: number): void {
    // A stream that was alone may have sent more than its deficit; nobody waited, so it owes nobody a turn.
    stream.deficit = Math.max(0, stream.deficit - bytes);
  }

  #toTurns(stream: S): void {
    stream.place = 'turns';
    this.#turns.push(stream);
  }
}

/** A first-in first-out line linked through the streams themselves, so that queueing allocates nothing. */
class Line<S extends Schedulable> {
  head: S | undefined;
  #tail: S | undefined;

  push(stream: S): void {
    stream.nextInLine = undefined;
    if (this.#tail) this.#tail.nextInLine = stream;
    else this.head = stream;
    this.#tail = stream;
  }

  shift(): void {
    const first = this.head;
    if (!first) return;
    this.head = first.nextInLine as S | undefined;
    if (!this.head) this.#tail = undefined;
    first.nextInLine = undefined;
  }
}
