import { onTestFinished } from 'vitest';
import { memoryTransportPair } from '../../../shared/wire/memory-transport.ts';
import { YamuxSession } from '../../../shared/wire/yamux-session.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import { TestPeer } from './test-peer.ts';

/** Opens streams from an exit server's end to a handler under test. */
export type OpenTestStream = () => TestPeer;

/**
 * Joins two sessions by an in-memory connection, which is closed when the test is over. Each call of the returned function
 * opens a stream, whose other end `accept` handles.
 */
export function openTestStreams(accept: (stream: YamuxStream) => StreamHandler): OpenTestStream {
  const [clientEnd, exitEnd] = memoryTransportPair();
  const client = new YamuxSession(clientEnd, { role: 'client', onStream: accept, onClose() {} });
  const exit = new YamuxSession(exitEnd, { role: 'server', onStream: () => undefined, onClose() {} });
  onTestFinished(() => {
    client.destroy({ code: 'closed', message: 'The test is over.' });
    exit.destroy({ code: 'closed', message: 'The test is over.' });
  });
  return () => {
    const peer = new TestPeer();
    peer.stream = exit.openStream(peer);
    return peer;
  };
}
