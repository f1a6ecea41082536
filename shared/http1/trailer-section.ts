import { FieldBlock } from './field-block.ts';
import { isFieldName } from './fields.ts';
import { HeadAccumulator } from './head-accumulator.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { MAX_HEAD_BYTES } from './limits.ts';

/** Fields that frame or route a message, or steer this hop: a trailer must not bring them (RFC 9110 §6.5.1). */
const FORBIDDEN = [
  'content-length',
  'transfer-encoding',
  'host',
  'connection',
  'trailer',
  'te',
  'upgrade',
  'keep-alive',
  'proxy-connection',
];

/**
 * Gathers a trailer section (RFC 9112 §7.1.2) that has at least one field, and checks it whole before any byte of it is passed on.
 * Its bounds are those of a head.
 */
export class TrailerSection {
  readonly #gathered = new HeadAccumulator(MAX_HEAD_BYTES);

  /** Bytes held until the section is whole. */
  get held(): number {
    return this.#gathered.held;
  }

  /** The section's bytes where they had to be copied together, else undefined: they lie in the chunk that was fed last. */
  copied: Buffer | undefined = undefined;
  /** name, value, … once the section is whole. */
  fields: readonly string[] | undefined = undefined;

  /** Takes bytes from `pos` on. Returns where the section ended, or -1 where more must come. Throws HttpSyntaxError. */
  feed(chunk: Buffer, pos: number): number {
    const gathered = this.#gathered;
    const before = gathered.held;
    if (gathered.feed(chunk, pos)) {
      this.fields = readTrailers(gathered.bytes, gathered.start, gathered.end);
      this.copied = gathered.bytes === chunk ? undefined : gathered.bytes.subarray(gathered.start, gathered.end);
      gathered.reset();
      return gathered.next;
    }
    const broken = gathered.bareLineFeed(before);
    if (broken >= 0) readTrailers(gathered.bytes, 0, broken);
    if (gathered.full) readTrailers(gathered.bytes, 0, gathered.held);
    return -1;
  }
}

function readTrailers(bytes: Buffer, start: number, end: number): readonly string[] {
  const block = new FieldBlock(bytes.toString('latin1', start, end));
  block.read(bytes, start, end, start);
  for (let i = 0; i < block.count; i++) {
    if (isForbiddenTrailer(block.name(i))) {
      throw new HttpSyntaxError(400, 'RFC 9110 §6.5.1: field that a trailer must not bring');
    }
  }
  return block.fields;
}

/** Whether a trailer section must not bring a field of this name. */
export function isForbiddenTrailer(name: string): boolean {
  return FORBIDDEN.some((forbidden) => isFieldName(name, forbidden));
}
