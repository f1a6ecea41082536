import { describe, expect, it } from 'vitest';
import { encodeForwardReply, type ForwardReply, ForwardReplyReader, MAX_REPLY_MESSAGE } from './forward-reply.ts';

function read(bytes: Buffer): { reply: ForwardReply; rest: Buffer } | undefined {
  return new ForwardReplyReader().push(bytes);
}

describe('the reply on a forward stream', () => {
  it('is as the protocol says', () => {
    expect(encodeForwardReply({ status: 'connected', message: '' }).toString('hex')).toBe('000100');
    expect(encodeForwardReply({ status: 'timeout', message: 'né' }).toString('hex')).toBe('0004036ec3a9');
  });

  it('is read however it is cut, with what follows it', () => {
    const bytes = Buffer.concat([encodeForwardReply({ status: 'busy', message: 'later' }), Buffer.from('rest')]);
    const reader = new ForwardReplyReader();
    for (let at = 0; at < bytes.length - 5; at += 1) expect(reader.push(bytes.subarray(at, at + 1))).toBeUndefined();
    const whole = reader.push(bytes.subarray(bytes.length - 5));
    expect(whole).toEqual({ reply: { status: 'busy', message: 'later' }, rest: Buffer.from('rest') });
  });

  it('cuts a message that is too long between characters', () => {
    const message = `${'a'.repeat(MAX_REPLY_MESSAGE - 1)}é`;
    const reply = read(encodeForwardReply({ status: 'refused', message }))?.reply;
    expect(reply?.message).toBe('a'.repeat(MAX_REPLY_MESSAGE - 1));
  });

  it('takes a status of a newer exit server for a refusal', () => {
    expect(read(Buffer.from([0, 1, 77]))?.reply.status).toBe('refused');
  });

  it.each([[[0, 0]], [[4, 2]]])('refuses a length of %j', (length) => {
    expect(() => read(Buffer.from(length))).toThrow('A forward reply of');
  });
});
