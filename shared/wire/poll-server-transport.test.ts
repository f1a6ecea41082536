import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { ABSENT_MS, DOWN_WINDOW, PIECE_BYTES, POLL_CLOSE_MS, UP_WINDOW } from './poll-protocol.ts';
import { type PollAnswer, PollRangeError, PollServerTransport } from './poll-server-transport.ts';
import type { CloseReason } from './transport.ts';

const HOLD = 25_000;

function transport() {
  const clock = new FakeClock();
  const received: Buffer[] = [];
  const seen: { closed?: CloseReason; gone: number; drains: number } = { gone: 0, drains: 0 };
  const server = new PollServerTransport({ remoteAddress: 'test', clock, onGone: () => (seen.gone += 1) });
  server.handler = {
    onBytes: (chunk) => received.push(chunk),
    onDrain: () => (seen.drains += 1),
    onClose: (reason) => {
      seen.closed = reason;
    },
  };
  /** Polls, and returns what was answered so far, in words. */
  const poll = (number: number, acknowledged = 0) => {
    const answers: string[] = [];
    const answer: PollAnswer = {
      piece: (bytes) => answers.push(bytes.length > 50 ? `${bytes.length} bytes` : bytes.toString()),
      nothing: () => answers.push('nothing'),
      ended: (message, sent) => {
        answers.push(`ended: ${message}`);
        sent();
      },
      stale: () => answers.push('stale'),
      cut: () => answers.push('cut'),
    };
    const giveUp = server.poll(number, acknowledged, HOLD, answer);
    return { answers, giveUp };
  };
  const send = (text: string) => server.send([Buffer.from(text)]);
  const receive = (number: number, text: string) => server.receive(number, { bytes: Buffer.from(text) });
  const text = () => Buffer.concat(received).toString();
  return { server, clock, seen, poll, send, receive, text };
}

describe('towards the client', () => {
  it('answers a waiting poll at once, and what is there to one that comes', () => {
    const { poll, send } = transport();
    const { answers } = poll(0);
    expect(answers).toEqual([]);
    send('a');
    expect(answers).toEqual(['a']);
    send('b');
    send('c');
    expect(poll(1, 1).answers).toEqual(['bc']);
  });

  it('gives each piece the number of its turn, in whatever order the polls come', () => {
    const { poll, send } = transport();
    const second = poll(1);
    send('a');
    expect(second.answers).toEqual([]);
    expect(poll(0).answers).toEqual(['a']);
    send('b');
    expect(second.answers).toEqual(['b']);
  });

  it('gives a piece again until it is acknowledged', () => {
    const { poll, send } = transport();
    send('a');
    for (let i = 0; i < 3; i += 1) expect(poll(0).answers).toEqual(['a']);
    poll(1, 1);
    expect(() => poll(0)).toThrow(PollRangeError);
  });

  it('says that nothing came, and the same piece can be asked for again', () => {
    const { poll, send, clock } = transport();
    const first = poll(0);
    clock.advance(HOLD);
    expect(first.answers).toEqual(['nothing']);
    const again = poll(0);
    send('a');
    expect(again.answers).toEqual(['a']);
  });

  it('answers the newest of two polls for one piece', () => {
    const { poll, send } = transport();
    const lost = poll(0);
    const again = poll(0);
    send('a');
    expect([lost.answers, again.answers]).toEqual([['stale'], ['a']]);
  });

  it('gives nothing to a poll that was given up', () => {
    const { poll, send } = transport();
    const lost = poll(0);
    lost.giveUp();
    send('a');
    expect([lost.answers, poll(0).answers]).toEqual([[], ['a']]);
  });

  it('cuts bulk into pieces, stops at the window, and tells when little waits', () => {
    const { server, poll, seen } = transport();
    server.send([Buffer.alloc(PIECE_BYTES + 10)]);
    expect(server.bufferedBytes).toBe(PIECE_BYTES + 10);
    expect(poll(0).answers).toEqual([`${PIECE_BYTES} bytes`]);
    expect([seen.drains, server.bufferedBytes]).toEqual([1, 10]);
    expect(() => poll(DOWN_WINDOW)).toThrow(PollRangeError);
    expect(() => poll(1, 2)).toThrow('never sent');
  });
});

describe('from the client', () => {
  it('takes bodies in order, each once', () => {
    const { server, receive, text } = transport();
    receive(1, 'b');
    receive(0, 'a');
    receive(0, 'a');
    receive(1, 'b');
    receive(2, 'c');
    expect(text()).toBe('abc');
    expect(server.expects(2)).toBe(false);
    expect(server.expects(3)).toBe(true);
    expect(() => server.expects(3 + UP_WINDOW)).toThrow(PollRangeError);
  });

  it('ends in its turn, with the client’s reason', () => {
    const { server, receive, text, seen, poll } = transport();
    const { answers } = poll(0);
    server.receive(1, { end: 'The user has quit.' });
    expect(seen.closed).toBeUndefined();
    receive(0, 'a');
    expect(text()).toBe('a');
    expect(seen).toMatchObject({ closed: { code: 'peer-closed', message: 'The user has quit.' }, gone: 1 });
    expect(answers).toEqual(['cut']);
  });
});

describe('its end', () => {
  it('sends what waits before it tells the reason, and tells it again for a while', () => {
    const { server, poll, send, seen, clock } = transport();
    send('last');
    server.close({ code: 'closed', message: 'Enough.' });
    send('too late');
    expect(poll(0).answers).toEqual(['last']);
    expect(seen.closed).toBeUndefined();
    expect(poll(1, 1).answers).toEqual(['ended: Enough.']);
    expect(seen).toMatchObject({ closed: { code: 'closed', message: 'Enough.' }, gone: 0 });
    expect(poll(1, 1).answers).toEqual(['ended: Enough.']);
    clock.advance(POLL_CLOSE_MS);
    expect(seen.gone).toBe(1);
    expect(clock.timerCount).toBe(0);
  });

  it('does not wait long for a client that does not ask', () => {
    const { server, send, seen, clock } = transport();
    send('never fetched');
    server.close({ code: 'closed', message: 'Enough.' });
    clock.advance(POLL_CLOSE_MS);
    expect(seen).toMatchObject({ closed: { message: 'Enough.' }, gone: 1 });
  });

  it('comes when the client has not polled for a while, and not while a poll waits', () => {
    const { poll, seen, clock } = transport();
    clock.advance(ABSENT_MS - 1);
    const { giveUp } = poll(0);
    clock.advance(HOLD - 1);
    expect(seen.closed).toBeUndefined();
    giveUp();
    clock.advance(ABSENT_MS);
    expect(seen).toMatchObject({ closed: { code: 'lost' }, gone: 1 });
    expect(clock.timerCount).toBe(0);
  });

  it('does not come while a piece is asked for again and again', () => {
    const { poll, send, seen, clock } = transport();
    send('a');
    for (let i = 0; i < 4; i += 1) {
      expect(poll(0).answers).toEqual(['a']);
      clock.advance(ABSENT_MS - 1);
    }
    expect(seen.closed).toBeUndefined();
  });

  it('cuts the polls that wait when it is destroyed', () => {
    const { server, poll, seen } = transport();
    const { answers } = poll(0);
    server.destroy({ code: 'limit', message: 'Too much.' });
    expect([answers, seen.closed?.code, seen.gone]).toEqual([['cut'], 'limit', 1]);
  });
});
