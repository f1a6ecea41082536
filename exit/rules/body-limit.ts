import type { BodyFraming } from '../../shared/http1/body-framing.ts';
import { ChunkScanner } from '../../shared/http1/chunk-scanner.ts';

/** Counts the content of one request's body as it passes. */
export class BodyLimit {
  readonly #chunks: ChunkScanner | undefined;
  #left: number;

  /** @param max bytes of content; what frames chunks does not count */
  constructor(framing: BodyFraming, max: number) {
    this.#chunks = framing.kind === 'chunked' ? new ChunkScanner() : undefined;
    this.#left = max;
  }

  /** Whether more than `max` bytes are announced. */
  static isOver(framing: BodyFraming, max: number): boolean {
    return framing.kind === 'length' && framing.length > max;
  }

  /** Takes bytes of the body, framed as they came and known to be well-formed. Returns whether all of them may pass. */
  take(bytes: Buffer): boolean {
    this.#left -= this.#chunks === undefined ? bytes.length : contentOf(this.#chunks, bytes);
    return this.#left >= 0;
  }
}

function contentOf(chunks: ChunkScanner, bytes: Buffer): number {
  let content = 0;
  for (let at = 0; at < bytes.length && !chunks.done; ) {
    if (chunks.remaining === 0) {
      at = chunks.scan(bytes, at);
      continue;
    }
    const step = Math.min(chunks.remaining, bytes.length - at);
    chunks.remaining -= step;
    content += step;
    at += step;
  }
  return content;
}
