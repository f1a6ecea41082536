import type { YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { StreamTaker } from './test-client.ts';

/** What a backend does with what it is sent: `text` is all that has come of a request. Returns `more` while it waits for the rest of it. */
export type Behaviour = (stream: YamuxStream, text: string) => unknown;

/** The client's end of an HTTP tunnel, which does what a test tells it to, and keeps what it was sent. */
export class ScriptedBackend {
  /** The request line of each request that came. */
  readonly requests: string[] = [];
  behaviour: Behaviour;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
  }

  /** Takes the streams of a tunnel. */
  get taker(): StreamTaker {
    return (stream, rest) => {
      let text = '';
      const onText = (chunk: Buffer) => {
        if (text === '') this.requests.push(chunk.toString('latin1').split('\r\n', 1)[0] ?? '');
        text += chunk.toString('latin1');
        if (this.behaviour(stream, text) !== 'more') text = '';
      };
      stream.handler = {
        onData: (chunk) => {
          stream.consumed(chunk.length);
          onText(chunk);
        },
        onEnd: () => stream.end(),
        onReset() {},
        onDrain() {},
      };
      if (rest.length > 0) onText(rest);
    };
  }
}

/** What backends do. */
export const behaviours = {
  /** Answers at once, with its name. */
  answer(name: string): Behaviour {
    const text = `HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`;
    return (stream) => stream.write(Buffer.from(text));
  },
  /** Answers for its upstream. */
  error(status: number, code: string): Behaviour {
    const text = `HTTP/1.1 ${status} Bad\r\nPorthole-Error: ${code}\r\nContent-Length: 0\r\n\r\n`;
    return (stream) => stream.write(Buffer.from(text));
  },
  /** Says nothing. */
  wait: () => 'more',
  /** Breaks the stream off. */
  reset: (stream: YamuxStream) => stream.reset(),
  /** Ends the stream without a word. */
  end: (stream: YamuxStream) => stream.end(),
  /** Begins an answer and breaks off. */
  half(stream: YamuxStream): void {
    stream.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na part'));
    setImmediate(() => stream.reset());
  },
};
