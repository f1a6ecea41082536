import { describe, expect, it } from 'vitest';
import { DialError, type DialErrorDetails } from '../../../shared/wire/dial-error.ts';
import type { CloseReason, Transport } from '../../../shared/wire/transport.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import type { Endpoint } from './endpoint.ts';
import { LinkDialer } from './link-dialer.ts';

const RETRY_MS = 1_000;
const ENDPOINT: Endpoint = { url: 'wss://exit.example.com:8123', token: 'secret' };
const NEVER = new AbortController().signal;
const LOST: CloseReason = { code: 'lost', message: 'The connection broke.' };

function failure(kind: DialError['kind'], details: DialErrorDetails = {}): DialError {
  return new DialError(kind, `It failed: ${kind}.`, details);
}

/** A dialer on a network that fails as the test says. */
function network(fails: { tunnel?: DialError | undefined; poll?: DialError | undefined } = {}) {
  const dials: string[] = [];
  let now = 0;
  const dial = (way: 'tunnel' | 'poll', kind: Transport['kind']) => async () => {
    dials.push(way);
    const error = fails[way];
    if (error) throw error;
    return { kind, destroy() {} } as unknown as Transport;
  };
  const dialer = new LinkDialer(SILENT_LOG, {
    dial: { tunnel: dial('tunnel', 'websocket'), poll: dial('poll', 'long-polling') },
    now: () => now,
    retryMs: RETRY_MS,
  });
  return {
    dialer,
    dials,
    fails,
    dial: async () => (await dialer.dial(ENDPOINT, NEVER)).kind,
    pass: (ms: number) => {
      now += ms;
    },
    /** A session over what is dialled now breaks soon. */
    dieYoung: async () => dialer.sessionEnded(await dialer.dial(ENDPOINT, NEVER), 50, LOST),
  };
}

describe('LinkDialer', () => {
  it('takes a WebSocket where it can', async () => {
    const { dial, dials } = network();
    expect([await dial(), dials]).toEqual(['websocket', ['tunnel']]);
  });

  it.each([
    ['a handshake that lost its Upgrade', failure('no-websocket', { status: 426 })],
    ['an answer of somebody else', failure('not-porthole', { status: 200 })],
    ['a filter that forbids', failure('unauthorized', { status: 403 })],
    ['a gateway that cannot', failure('unavailable', { status: 502 })],
    ['a connection that is cut at the handshake', failure('unreachable', { reached: true })],
    ['a handshake that gets no answer', failure('timeout', { reached: true })],
  ])('takes long-polling upon %s', async (_what, error) => {
    const { dial, dials } = network({ tunnel: error });
    expect([await dial(), dials]).toEqual(['long-polling', ['tunnel', 'poll']]);
  });

  it.each([
    ['the exit server’s refusal of the token', failure('unauthorized', { status: 401 })],
    ['its own 403', failure('unauthorized', { status: 403, byExitServer: true })],
    ['its own 503', failure('unavailable', { status: 503, byExitServer: true })],
    ['another version', failure('wrong-version', { status: 426 })],
    ['a port that refuses connections', failure('unreachable')],
    ['an address that does not answer', failure('timeout')],
    ['a certificate that is not trusted', failure('tls')],
    ['a proxy', failure('proxy', { status: 502 })],
  ])('does not upon %s', async (_what, error) => {
    const { dial, dials } = network({ tunnel: error });
    await expect(dial()).rejects.toBe(error);
    expect(dials).toEqual(['tunnel']);
  });

  it('says what is wrong with the WebSocket where nothing works, and what the exit server says where it does speak', async () => {
    const tunnel = failure('not-porthole', { status: 200 });
    await expect(network({ tunnel, poll: failure('not-porthole', { status: 404 }) }).dial()).rejects.toBe(tunnel);
    const poll = failure('unauthorized', { status: 401 });
    await expect(network({ tunnel, poll }).dial()).rejects.toBe(poll);
  });

  it('begins with long-polling for a while after that, and then with a WebSocket again', async () => {
    const { dial, dials, fails, pass } = network({ tunnel: failure('no-websocket') });
    await dial();
    expect([await dial(), dials]).toEqual(['long-polling', ['tunnel', 'poll', 'poll']]);
    pass(RETRY_MS);
    fails.tunnel = undefined;
    expect(await dial()).toBe('websocket');
  });

  it('begins from the front where long-polling fails, too', async () => {
    const { dial, fails } = network({ tunnel: failure('no-websocket') });
    await dial();
    fails.tunnel = undefined;
    fails.poll = failure('unreachable');
    await expect(dial()).rejects.toBe(fails.poll);
    expect(await dial()).toBe('websocket');
  });

  it('takes long-polling after two WebSockets that broke young, each time for longer', async () => {
    const { dial, dieYoung, pass, dialer } = network();
    await dieYoung();
    expect(await dial()).toBe('websocket');
    await dieYoung();
    expect(await dial()).toBe('long-polling');
    pass(RETRY_MS);
    await dieYoung();
    await dieYoung();
    pass(RETRY_MS);
    expect(await dial()).toBe('long-polling');
    pass(RETRY_MS);
    const lasting = await dialer.dial(ENDPOINT, NEVER);
    expect(lasting.kind).toBe('websocket');
    dialer.sessionEnded(lasting, 60_000, LOST);
    expect(dialer.retryMs).toBe(RETRY_MS);
  });

  it('does not mistake an exit server that closes for that', async () => {
    const { dialer, dial } = network();
    for (let i = 0; i < 5; i += 1) {
      const transport = await dialer.dial(ENDPOINT, NEVER);
      dialer.sessionEnded(transport, 50, { code: 'peer-closed', message: 'The exit server is shutting down.' });
    }
    expect(await dial()).toBe('websocket');
  });

  it('tries a WebSocket when it is due, and tells whether it works', async () => {
    const { dial, dialer, fails, pass } = network({ tunnel: failure('no-websocket') });
    await dial();
    expect(await dialer.dialWebSocket(ENDPOINT, NEVER)).toBeUndefined();
    pass(RETRY_MS);
    expect(await dialer.dialWebSocket(ENDPOINT, NEVER)).toBeUndefined();
    fails.tunnel = undefined;
    pass(RETRY_MS);
    expect((await dialer.dialWebSocket(ENDPOINT, NEVER))?.kind).toBe('websocket');
  });
});
