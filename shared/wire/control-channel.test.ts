import { describe, expect, it } from 'vitest';
import { ControlChannel } from './control-channel.ts';
import { ClientMessage, MAX_MESSAGE_BYTES, MAX_TEXT, ServerMessage } from './messages.ts';
import { SessionPair } from './session-pair.ts';
import type { YamuxStream } from './yamux-stream.ts';

const HELLO: ClientMessage = {
  type: 'hello',
  version: 1,
  clientId: 'c0ffee',
  clientName: 'Ada’s laptop',
  clientVersion: '0.1.0',
  platform: 'linux-x64',
};

/** Both ends of a control stream, and what they were told. */
function channels() {
  const told: { server: unknown[]; client: unknown[] } = { server: [], client: [] };
  let server: ControlChannel<ClientMessage, ServerMessage> | undefined;
  const events = (log: unknown[]) => ({
    onMessage: (message: unknown) => log.push(message),
    onEnd: () => log.push('end'),
    onError: (error: Error) => log.push(error.message),
  });
  const pair = new SessionPair({
    onStream: (stream: YamuxStream) => {
      server = new ControlChannel<ClientMessage, ServerMessage>(stream, ClientMessage, events(told.server));
      return server.handler;
    },
  });
  const stream = pair.client.session.openStream();
  const client = new ControlChannel<ServerMessage, ClientMessage>(stream, ServerMessage, events(told.client));
  pair.settle();
  return { pair, client, stream, told, server: () => server as NonNullable<typeof server> };
}

function message(value: unknown): Buffer {
  const json = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]);
}

describe('ControlChannel', () => {
  it('carries messages both ways, in order', () => {
    const { pair, client, server, told } = channels();
    client.send(HELLO);
    client.send({ type: 'close-tunnel', tunnelId: 7 });
    server().send({ type: 'notice', level: 'info', message: 'Grüße' });
    pair.settle();
    expect(told.server).toEqual([HELLO, { type: 'close-tunnel', tunnelId: 7 }]);
    expect(told.client).toEqual([{ type: 'notice', level: 'info', message: 'Grüße' }]);
  });

  it('turns control characters in texts for people into spaces', () => {
    const { pair, client, server, told } = channels();
    server().send({ type: 'notice', level: 'info', message: 'a\u001b]0;t\u0007\u009b\nb' });
    client.send({ type: 'health', tunnelId: 7, healthy: false, message: 'a\u001b[2J' });
    pair.settle();
    expect(told.client).toEqual([{ type: 'notice', level: 'info', message: 'a ]0;t   b' }]);
    expect(told.server).toEqual([{ type: 'health', tunnelId: 7, healthy: false, message: 'a [2J' }]);
  });

  it('reads messages cut anywhere', () => {
    const { pair, stream, told } = channels();
    const bytes = Buffer.concat([message(HELLO), message({ type: 'close-tunnel', tunnelId: 7 }), message(HELLO)]);
    for (const byte of bytes) {
      stream.write(Buffer.from([byte]));
      pair.settle();
    }
    expect(told.server).toEqual([HELLO, { type: 'close-tunnel', tunnelId: 7 }, HELLO]);
  });

  it('ignores types it does not know and drops keys it does not know', () => {
    const { pair, stream, told } = channels();
    stream.write(message({ type: 'dance', steps: 3 }));
    stream.write(message({ ...HELLO, shoeSize: 38 }));
    pair.settle();
    expect(told.server).toEqual([HELLO]);
  });

  it.each([
    ['no JSON', message('{'), 'A control message is no JSON.'],
    ['a number', message('5'), 'A control message has no type.'],
    ['null', message('null'), 'A control message has no type.'],
    ['no type', message({ version: 1 }), 'A control message has no type.'],
    ['a missing field', message({ type: 'close-tunnel' }), 'The control message "close-tunnel" is wrong at tunnelId'],
    ['a wrong field', message({ ...HELLO, version: 'x' }), 'The control message "hello" is wrong at version'],
    [
      'a long text',
      message({ type: 'health', tunnelId: 1, healthy: true, message: 'x'.repeat(MAX_TEXT + 1) }),
      'message',
    ],
    ['an announced length of 65537', Buffer.from('00010001', 'hex'), 'of 65537 bytes is longer than 65536'],
  ])('ends at %s', (_name, bytes, error) => {
    const { pair, stream, told } = channels();
    stream.write(bytes);
    stream.write(message(HELLO));
    pair.settle();
    expect(told.server).toEqual([expect.stringContaining(error)]);
    expect(told.client).toEqual(['end']);
  });

  it('tells the end once, whether orderly or with the session', () => {
    const orderly = channels();
    orderly.client.close();
    orderly.pair.settle();
    expect(orderly.told).toEqual({ server: ['end'], client: [] });
    const broken = channels();
    broken.pair.client.session.destroy({ code: 'lost', message: 'Gone.' });
    expect(broken.told).toEqual({ server: ['end'], client: ['end'] });
    broken.client.send(HELLO);
  });

  it('gives up a peer that reads nothing', () => {
    const { client, told, pair } = channels();
    const text = 'x'.repeat(MAX_TEXT);
    for (let i = 0; i < 3000; i++) client.send({ type: 'health', tunnelId: 1, healthy: false, message: text });
    expect(told.client).toEqual(['The peer does not read its control messages.']);
    pair.settle();
    expect(told.server.at(-1)).toBe('end');
  });

  it('refuses to send what the peer would refuse', () => {
    const { server } = channels();
    const huge = { type: 'notice', level: 'info', message: 'x'.repeat(MAX_MESSAGE_BYTES) } as const;
    expect(() => server().send(huge)).toThrow(RangeError);
  });
});
