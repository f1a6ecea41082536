import { type StreamHeader, StreamHeaderReader } from './stream-header.ts';
import type { StreamHandler, YamuxStream } from './yamux-stream.ts';

/**
 * Handles a stream that the peer opened until its header is whole, then leaves it to the handler that `accept` returns.
 *
 * The stream is reset where the header cannot be read, ends before it is whole, or `accept` returns undefined.
 */
export function awaitStreamHeader(
  stream: YamuxStream,
  accept: (header: StreamHeader) => StreamHandler | undefined,
): StreamHandler {
  const reader = new StreamHeaderReader();
  return {
    onData: (chunk) => {
      let begun: ReturnType<StreamHeaderReader['push']>;
      try {
        begun = reader.push(chunk);
      } catch {
        stream.reset();
        return;
      }
      if (!begun) return stream.consumed(chunk.length);
      const handler = accept(begun.header);
      if (!handler) return stream.reset();
      stream.handler = handler;
      stream.consumed(chunk.length - begun.rest.length);
      if (begun.rest.length > 0 && !stream.dead) handler.onData(begun.rest);
    },
    onEnd: () => stream.reset(),
    onReset: () => {},
    onDrain: () => {},
  };
}
