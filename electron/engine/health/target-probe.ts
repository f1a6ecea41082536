import { type ForwardReply, ForwardReplyReader } from '../../../shared/wire/forward-reply.ts';
import type { YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import type { OpenTargetStream } from '../tunnels/forward-bridge.ts';

/** Longer than the exit server itself tries (10 s): it is the one to say that the target does not answer. */
const REPLY_TIMEOUT_MS = 15_000;
/** How long the target may take to hang up in turn: some greet and wait for an answer. */
const FAREWELL_MS = 5_000;

/** How a probe names itself: nobody connected to the local port. */
const PROBE = 'probe';

/**
 * Connects to the target of a forward tunnel through its exit server, and hangs up. Resolves with the reply and how long that took, ms;
 * undefined where the session ended first.
 */
export function probeTarget(open: OpenTargetStream): Promise<{ reply: ForwardReply; tookMs: number } | undefined> {
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<{ reply: ForwardReply; tookMs: number } | undefined>();
  const reader = new ForwardReplyReader();
  let replied = false;
  let stream: YamuxStream | undefined;
  const done = (reply: ForwardReply) => {
    replied = true;
    resolve({ reply, tookMs: performance.now() - startedAt });
    // In an orderly way: databases write a line into their logs for every reset.
    stream?.end();
    timer = setTimeout(() => stream?.reset(), FAREWELL_MS).unref();
  };
  const over = () => {
    clearTimeout(timer);
    stream?.reset();
    resolve(undefined);
  };
  let timer = setTimeout(() => {
    stream?.reset();
    resolve({ reply: { status: 'timeout', message: 'The exit server does not answer.' }, tookMs: REPLY_TIMEOUT_MS });
  }, REPLY_TIMEOUT_MS).unref();
  try {
    stream = open(PROBE, {
      onData: (chunk) => {
        stream?.consumed(chunk.length);
        if (replied) return;
        const reply = read(reader, chunk);
        if (!reply) return;
        clearTimeout(timer);
        done(reply);
      },
      onEnd: over,
      onReset: over,
      onDrain: () => {},
    });
  } catch {
    over();
  }
  return promise;
}

function read(reader: ForwardReplyReader, chunk: Buffer): ForwardReply | undefined {
  try {
    return reader.push(chunk)?.reply;
  } catch (error) {
    return { status: 'refused', message: `The exit server gave no valid reply: ${(error as Error).message}` };
  }
}
