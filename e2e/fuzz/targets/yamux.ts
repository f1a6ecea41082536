import { SessionPair } from '../../../shared/wire/session-pair.ts';
import { FRAME_SEEDS, frame } from '../frames.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

/** Bytes that a session may hold for a peer of 8 KiB of input: it answers pings and sends credit, no more. */
const MAX_ANSWER = 64 * 1024;

/** A session that hears anything: it goes on or closes with a reason, and never answers more than it was asked. */
export const yamux: FuzzTarget = {
  name: 'yamux',
  seeds: FRAME_SEEDS,
  words: [
    frame(0, 1, 1, 0),
    frame(1, 0, 1, 0xffff_ffff),
    frame(2, 1, 0, 7),
    frame(3, 0, 0, 1),
    '\0\0\0\x08',
    '\xff\xff\xff\xff',
  ],
  run(input) {
    const pair = new SessionPair();
    const { session, transport } = pair.server;
    pair.open();
    pair.settle();
    // In two pieces: headers and payloads are cut where the transport cuts them.
    const cut = (input[0] ?? 0) % (input.length + 1);
    for (const piece of [input.subarray(0, cut), input.subarray(cut)]) {
      if (piece.length > 0) transport.handler?.onBytes(piece);
      pair.settle();
    }
    if (transport.bufferedBytes > MAX_ANSWER) throw new Error(`${transport.bufferedBytes} bytes wait to be sent`);
    for (const { events } of pair.server.accepted) {
      const end = events.findIndex((event) => event === 'end' || event.startsWith('reset'));
      if (end >= 0 && events.slice(end + 1).includes('data')) throw new Error(`data behind the end: ${events.join()}`);
    }
    session.destroy({ code: 'closed', message: 'the run is over' });
    pair.settle();
    if (!session.closed) throw new Error('the session did not close');
  },
};
