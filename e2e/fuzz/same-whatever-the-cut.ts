import type { RecordedMessage } from '../../shared/http1/testing/event-recorder.ts';

interface Recording {
  messages: RecordedMessage<unknown>[];
  error: { rule: string } | undefined;
}

/** Bytes up to which every place of a cut is tried; longer inputs are cut in the middle and byte by byte. */
const EVERY_CUT = 48;

/** Throws where a reader tells something else when the input comes in pieces. */
export function sameWhateverTheCut(input: Buffer, read: (pieces: readonly Buffer[]) => Recording): void {
  const whole = told(read([input]));
  const halves = (at: number) => [input.subarray(0, at), input.subarray(at)].filter(({ length }) => length > 0);
  const ways = [[...input].map((byte) => Buffer.of(byte)), halves(input.length >> 1)];
  if (input.length <= EVERY_CUT) for (let at = 1; at < input.length; at++) ways.push(halves(at));
  for (const pieces of ways) {
    const cut = told(read(pieces));
    if (cut !== whole) throw new Error(`in ${pieces.length} pieces it tells ${cut}, whole ${whole}`);
  }
}

/** What comes before an error may have been told in part, or not: only whole messages and the error count then. */
function told({ messages, error }: Recording): string {
  const shown = error === undefined ? messages : messages.filter(({ ended }) => ended);
  return JSON.stringify([shown, error?.rule]);
}
