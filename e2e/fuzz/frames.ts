/** A yamux header (the specification's "Framing"), in latin1. */
export function frame(type: number, flags: number, streamId: number, length: number): string {
  const header = Buffer.alloc(12);
  header.writeUInt8(type, 1);
  header.writeUInt16BE(flags, 2);
  header.writeUInt32BE(streamId, 4);
  header.writeUInt32BE(length, 8);
  return header.toString('latin1');
}

const SYN = 1;
const FIN = 4;
const RST = 8;

/** What a good client says. */
export const FRAME_SEEDS: readonly string[] = [
  `${frame(0, SYN, 3, 5)}hello${frame(0, FIN, 3, 0)}`,
  `${frame(1, SYN, 3, 65_536) + frame(0, 0, 3, 1)}x${frame(0, RST, 3, 0)}`,
  frame(2, SYN, 0, 42) + frame(2, 2, 0, 42),
  frame(3, 0, 0, 0),
  frame(0, SYN, 3, 0) + frame(0, SYN, 5, 0) + frame(0, SYN, 7, 0) + frame(1, 0, 5, 1024),
];
