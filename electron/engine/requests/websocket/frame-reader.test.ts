import { describe, expect, it } from 'vitest';
import * as library from 'ws';
import { FrameReader, type ReadMessage } from './frame-reader.ts';

type FrameOptions = { opcode: number; fin?: boolean; mask?: boolean; rsv1?: boolean };

/** A frame as the library `ws` writes it. */
function frame(text: string | Buffer, { opcode, fin = true, mask = false, rsv1 = false }: FrameOptions): Buffer {
  const options = { opcode, fin, mask, rsv1, readOnly: false };
  // The library's types leave this class out.
  const { Sender } = library as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } };
  const parts = Sender.frame(Buffer.from(text as string), options);
  return Buffer.concat(parts);
}

function read(bytes: Buffer, keep = 100, cut = bytes.length) {
  const messages: ReadMessage[] = [];
  const reader = new FrameReader(keep, (message) => messages.push(message));
  for (let at = 0; at < bytes.length; at += cut) reader.push(bytes.subarray(at, at + cut));
  return {
    reader,
    messages,
    words: messages.map(({ kind, bytes: kept, size }) => `${kind} ${size} ${kept.toString()}`),
  };
}

describe('FrameReader', () => {
  const conversation = Buffer.concat([
    frame('hello', { opcode: 1, mask: true }),
    frame('frag', { opcode: 1, fin: false, mask: true }),
    frame('ping', { opcode: 9, mask: true }),
    frame('mented', { opcode: 0, mask: true }),
    frame('', { opcode: 2 }),
    frame('x'.repeat(300), { opcode: 2 }),
    frame(Buffer.from([0x03, 0xe8]), { opcode: 8 }),
  ]);

  it('reads messages of one and of several frames, masked and not, with control frames between them', () => {
    const { words } = read(conversation, 10);
    expect(words.slice(0, 5)).toEqual([
      'text 5 hello',
      'ping 4 ping',
      'text 10 fragmented',
      'binary 0 ',
      'binary 300 xxxxxxxxxx',
    ]);
    expect(words[5]).toContain('close 2');
  });

  it('reads the same however the bytes are cut', () => {
    const whole = read(conversation).words;
    for (const cut of [1, 2, 3, 7, 50]) expect(read(conversation, 100, cut).words).toEqual(whole);
  });

  it('counts a message of more than 64 KiB without keeping it', () => {
    const { messages } = read(frame(Buffer.alloc(70_000, 1), { opcode: 2, mask: true }), 4, 1000);
    expect(messages[0]).toMatchObject({ size: 70_000, bytes: Buffer.alloc(4, 1) });
  });

  it('says which messages are compressed', () => {
    expect(read(frame('abc', { opcode: 1, rsv1: true })).messages[0]?.compressed).toBe(true);
  });

  it.each([
    ['an unknown opcode', Buffer.from([0x83, 0x00])],
    ['reserved bits', Buffer.from([0xa1, 0x00])],
    ['a continuation of nothing', Buffer.from([0x80, 0x00])],
    ['a long control frame', Buffer.from([0x89, 126, 0, 200])],
    ['a length over 2^53', Buffer.from([0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0])],
  ])('stops looking at %s', (_, bytes) => {
    const { reader, messages } = read(Buffer.concat([bytes, frame('later', { opcode: 1 })]));
    expect([reader.broken, messages.length]).toEqual([true, 0]);
  });
});
