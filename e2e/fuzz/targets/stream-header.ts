import { ProtocolError } from '../../../shared/wire/protocol-error.ts';
import { encodeStreamHeader, StreamHeaderReader } from '../../../shared/wire/stream-header.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const seed = (kind: 'http' | 'tcp' | 'forward', visitor: string) =>
  encodeStreamHeader({ kind, tunnelId: 7, visitor }).toString('latin1');

/** What begins a data stream: it is read the same however it is cut, what is read can be written, and the rest is whole. */
export const streamHeader: FuzzTarget = {
  name: 'stream-header',
  seeds: [seed('http', '192.0.2.1:80'), `${seed('tcp', '[2001:db8::1]:443')}rest`, seed('forward', '')],
  words: ['\0\x06', '\x02\0', '\xff\xff', '\x40'],
  run(input) {
    const whole = read([input]);
    const pieces = read([...input].map((byte) => Buffer.of(byte)));
    if (JSON.stringify(whole) !== JSON.stringify(pieces)) throw new Error('it depends on how it is cut');
    if (typeof whole !== 'object') return;
    const again = encodeStreamHeader(whole.header);
    const reread = new StreamHeaderReader().push(again)?.header;
    if (JSON.stringify(reread) !== JSON.stringify(whole.header)) throw new Error('it is not written as it was read');
    if (!input.toString('latin1').endsWith(whole.rest)) throw new Error('the rest is not what followed');
  },
};

function read(pieces: readonly Buffer[]) {
  const reader = new StreamHeaderReader();
  for (const [at, piece] of pieces.entries()) {
    try {
      const found = reader.push(piece);
      if (found === undefined) continue;
      const rest = Buffer.concat([found.rest, ...pieces.slice(at + 1)]).toString('latin1');
      return { header: found.header, rest };
    } catch (error) {
      if (error instanceof ProtocolError) return 'refused';
      throw error;
    }
  }
  return undefined;
}
