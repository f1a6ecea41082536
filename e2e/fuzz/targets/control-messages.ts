import { ControlChannel } from '../../../shared/wire/control-channel.ts';
import { type ClientMessage, ClientMessage as ClientMessages } from '../../../shared/wire/messages.ts';
import { SessionPair } from '../../../shared/wire/session-pair.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const SAID: readonly unknown[] = [
  { type: 'hello', version: 1, clientId: 'c', clientName: 'n', clientVersion: '1', platform: 'linux-x64' },
  { type: 'open-tunnel', requestId: 'r', kind: 'http', name: 'blog', upstream: 'http://127.0.0.1:3000' },
  { type: 'close-tunnel', tunnelId: 1 },
  { type: 'health', tunnelId: 1, healthy: false, message: 'm' },
  { type: 'moved' },
];

/** The control stream: every message that comes through fits its schema, and what does not ends the channel once, or is passed over. */
export const controlMessages: FuzzTarget = {
  name: 'control-messages',
  seeds: [...SAID.map(framed), SAID.map(framed).join('')],
  words: [
    '\0\0\0\x02{}',
    '"type":',
    '"hello"',
    '"__proto__":',
    '"rules":{',
    ',',
    '\\u0000',
    '1e999',
    '[[[[',
    'null',
    '\0\x01\0\0',
  ],
  run(input) {
    const pair = new SessionPair();
    const { stream } = pair.open();
    pair.settle();
    const accepted = pair.server.accepted[0]?.stream;
    if (accepted === undefined) throw new Error('no stream');
    const ends: string[] = [];
    const channel = new ControlChannel<ClientMessage, never>(accepted, ClientMessages, {
      onMessage: (message) => {
        if (ends.length > 0) throw new Error(`a message behind ${ends}`);
        if (JSON.stringify(ClientMessages.parse(message)) !== JSON.stringify(message))
          throw new Error('no fixed point');
      },
      onEnd: () => ends.push('end'),
      onError: () => ends.push('error'),
    });
    stream.write(input);
    stream.end();
    pair.settle();
    if (ends.length !== 1) throw new Error(`it ended ${ends.length} times`);
    channel.close();
  },
};

function framed(message: unknown): string {
  const json = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]).toString('latin1');
}
