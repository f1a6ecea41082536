import type { RequestHead } from '../../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../../shared/http1/response-head.ts';
import { type HostRefusal, mayRefuseHost, readHostRefusal } from './host-refusal.ts';

/**
 * So much of a body is kept until it has passed, of the answers 400 and 403 only. Rails' page has its styles first and is 3 KiB long; of Django's, 60 KiB, the title
 * at the beginning says it.
 */
const BEGINNING_BYTES = 16 * 1024;

/** Keeps the beginning of one answer, which is on its way to the visitor already. */
export class AnswerLook {
  readonly #head: ResponseHead;
  readonly #onSeen: (refusal: HostRefusal | undefined) => void;
  readonly #parts: Buffer[] = [];
  #room = BEGINNING_BYTES;

  constructor(head: ResponseHead, onSeen: (refusal: HostRefusal | undefined) => void) {
    this.#head = head;
    this.#onSeen = onSeen;
  }

  /** A copy is kept: the chunk's memory is used again. */
  push(chunk: Buffer): void {
    if (this.#room === 0) return;
    const part = Buffer.from(chunk.subarray(0, this.#room));
    this.#room -= part.length;
    this.#parts.push(part);
  }

  /** The answer is whole. */
  end(): void {
    this.#onSeen(readHostRefusal(this.#head, Buffer.concat(this.#parts)));
  }
}

/** Finds out from a tunnel's answers whether its service refuses the host that visitors use. */
export class HostWatch {
  /** What refuses, and since when (ms since the epoch); undefined where nothing is known to. */
  refusal: (HostRefusal & { readonly since: number }) | undefined;
  readonly #onChange: () => void;
  /** The service has answered to this host: a bare 400 has another reason then. */
  #answered = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Returns what looks at an answer's body; undefined where there is nothing to look for. */
  look(request: RequestHead, head: ResponseHead): AnswerLook | undefined {
    if (mayRefuseHost(head)) {
      // A compressed text cannot be read in passing.
      const isReadable = !head.fields.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-encoding');
      return isReadable && request.method !== 'HEAD' ? new AnswerLook(head, (seen) => this.#seen(seen)) : undefined;
    }
    // Preflights (OPTIONS) are answered before the host is looked at.
    if (head.status >= 200 && head.status < 400 && request.method !== 'OPTIONS') this.#wasAnswered();
    return undefined;
  }

  /** The service went away, or is told another host: what it said counts no more. */
  reset(): void {
    this.#answered = false;
    this.#set(undefined);
  }

  #seen(refusal: HostRefusal | undefined): void {
    if (!refusal) this.#wasAnswered();
    else if (refusal.certain || !this.#answered) this.#set(refusal);
  }

  #wasAnswered(): void {
    this.#answered = true;
    this.#set(undefined);
  }

  #set(refusal: HostRefusal | undefined): void {
    if (this.refusal?.by === refusal?.by) return;
    this.refusal = refusal && { ...refusal, since: Date.now() };
    this.#onChange();
  }
}
