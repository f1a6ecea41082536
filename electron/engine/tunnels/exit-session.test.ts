import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { CloseReason } from '../../../shared/wire/transport.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import { ScriptedExit } from '../testing/scripted-exit.ts';
import { ExitSession } from './exit-session.ts';
import type { OpenAnswer, TunnelRequest } from './tunnel-request.ts';

const IDENTITY = { clientId: 'client-1', clientName: 'laptop', clientVersion: '0.1.0', platform: 'linux-x64' };
const STOPPED: CloseReason = { code: 'closed', message: 'stop' };
const VISITOR = '203.0.113.9:50000';

function connect() {
  const exit = new ScriptedExit();
  const welcomed = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<CloseReason>();
  const told: string[] = [];
  const session = new ExitSession(exit.transport, IDENTITY, {
    onWelcome: (welcome) => {
      told.push('welcome');
      welcomed.resolve(welcome.domain);
    },
    onNotice: (level, message) => told.push(`${level}: ${message}`),
    onDrain: (message) => told.push(`drain: ${message}`),
    onRefused: (code, message) => told.push(`refused: ${code}: ${message}`),
    onClose: closed.resolve,
  });
  onTestFinished(() => {
    session.close(STOPPED);
    exit.session.destroy(STOPPED);
  });
  return { exit, session, told, welcomed: welcomed.promise, closed: closed.promise };
}

/** A tunnel request that writes down what happens, and a live tunnel that echoes. */
function tunnel(name = 'blog', kind: TunnelKind = 'http') {
  const answers: OpenAnswer[] = [];
  const answered = Promise.withResolvers<OpenAnswer>();
  const closedBy = Promise.withResolvers<string>();
  const streams: YamuxStream[] = [];
  const visitors: string[] = [];
  let closes = 0;
  const request: TunnelRequest = {
    kind,
    name,
    upstream: 'http://127.0.0.1:3000',
    live: {
      busy: false,
      accept: (stream, header): StreamHandler => {
        streams.push(stream);
        visitors.push(header.visitor);
        return {
          onData: (chunk) => {
            stream.consumed(chunk.length);
            stream.write(chunk);
          },
          onEnd: () => stream.end(),
          onReset() {},
          onDrain() {},
        };
      },
      close: () => {
        closes += 1;
        for (const stream of streams) stream.reset();
      },
    },
    onAnswer: (answer) => {
      answers.push(answer);
      answered.resolve(answer);
    },
    onClosed: (code, message) => closedBy.resolve(`${code}: ${message}`),
  };
  return {
    request,
    answers,
    answered: answered.promise,
    closedBy: closedBy.promise,
    visitors,
    closes: () => closes,
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('ExitSession: greeting', () => {
  it('says who it is and tells the welcome once', async () => {
    const { exit, welcomed, told } = connect();
    await exit.welcome();
    expect(await welcomed).toBe('exit.example.com');
    expect(exit.messages[0]).toEqual({ type: 'hello', version: 1, ...IDENTITY });
    exit.send({ type: 'welcome', version: 1, serverVersion: '9', sessionId: 't', domain: 'other' });
    exit.send({ type: 'notice', level: 'warning', message: 'behind' });
    await expect.poll(() => told).toEqual(['welcome', 'warning: behind']);
  });

  it('gives an exit server up that does not greet', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { closed } = connect();
    vi.advanceTimersByTime(10_000);
    expect(await closed).toMatchObject({ code: 'timeout' });
  });

  it('waits no longer for a greeting once it is closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { exit, closed } = connect();
    exit.cut();
    expect(await closed).toMatchObject({ code: 'lost' });
    exit.session.destroy(STOPPED);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('measures the round trip once for all who ask while that is under way', async () => {
    const { session, exit, welcomed } = connect();
    await exit.welcome();
    await welcomed;
    const first = session.ping();
    expect(session.ping()).toBe(first);
    await first;
    const second = session.ping();
    expect(second).not.toBe(first);
    await second;
  });

  it('ends when it is doubted and the exit server stays silent, and not when it answers', async () => {
    const { exit, session, closed } = connect();
    await exit.welcome();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    session.proveAlive();
    expect(await session.ping()).toBeGreaterThanOrEqual(0);
    vi.advanceTimersByTime(5_000);
    expect(await session.ping()).toBeGreaterThanOrEqual(0);
    // What it sends from now on gets lost.
    vi.spyOn(exit.transport, 'send').mockReturnValue();
    session.proveAlive();
    vi.advanceTimersByTime(5_000);
    expect(await closed).toMatchObject({ code: 'timeout' });
  });

  it('ends with the exit server’s control stream, and on a breach of the protocol', async () => {
    const first = connect();
    await first.exit.welcome();
    first.exit.close({ code: 'closed', message: 'bye' });
    expect(await first.closed).toMatchObject({ code: 'peer-closed' });
    const second = connect();
    await second.exit.welcome();
    second.exit.send({ type: 'welcome' } as never);
    expect(await second.closed).toMatchObject({ code: 'protocol-error' });
  });
});

describe('ExitSession: tunnels', () => {
  it('opens one, takes its visitors, and closes it', async () => {
    const { exit, session } = connect();
    await exit.welcome();
    const { request, answered, visitors } = tunnel();
    const close = session.open(request);
    const asked = await exit.grant(7);
    expect(asked).toMatchObject({ kind: 'http', name: 'blog', upstream: 'http://127.0.0.1:3000' });
    expect(await answered).toMatchObject({ opened: true, publicUrl: 'http://blog.exit.example.com' });

    const visitor = exit.openStream({ kind: 'http', tunnelId: 7, visitor: VISITOR });
    visitor.write('hello');
    await visitor.sees('hello');
    expect(visitors).toEqual([VISITOR]);

    close();
    expect(await exit.next()).toEqual({ type: 'close-tunnel', tunnelId: 7 });
    await visitor.hasBroken();
    await exit.openStream({ kind: 'http', tunnelId: 7, visitor: VISITOR }).hasBroken();
  });

  it('opens a TLS tunnel, whose streams are those of TCP', async () => {
    const { exit, session, welcomed } = connect();
    await exit.welcome(['later', 'tls']);
    await welcomed;
    const { request, answered, visitors } = tunnel('bank', 'tls');
    session.open(request);
    expect(await exit.grant(7, 'https://bank.exit.example.com')).toMatchObject({ kind: 'tls', name: 'bank' });
    await answered;
    const visitor = exit.openStream({ kind: 'tcp', tunnelId: 7, visitor: VISITOR });
    visitor.write('hello');
    await visitor.sees('hello');
    expect(visitors).toEqual([VISITOR]);
    await exit.openStream({ kind: 'http', tunnelId: 7, visitor: VISITOR }).hasBroken();
  });

  it.each(['tls', 'private', 'forward'] as const)(
    'does not ask an exit server for a %s tunnel that knows none, and goes on',
    async (kind) => {
      const { exit, session, welcomed } = connect();
      await exit.welcome();
      await welcomed;
      const bank = tunnel('bank', kind);
      session.open(bank.request);
      expect(await bank.answered).toMatchObject({ opened: false, code: 'not-supported' });
      const blog = tunnel();
      session.open(blog.request);
      expect(await exit.grant(1)).toMatchObject({ kind: 'http', name: 'blog' });
      expect(await blog.answered).toMatchObject({ opened: true });
    },
  );

  it('returns credit for the header and takes it however it is cut', async () => {
    const { exit, session } = connect();
    await exit.welcome();
    const { request, answered } = tunnel();
    session.open(request);
    await exit.grant(1);
    await answered;
    const whole = exit.openStream(undefined);
    const header = Buffer.from([0, 23, 1, 0, 0, 0, 1, VISITOR.length, ...Buffer.from(VISITOR)]);
    header.writeUInt16BE(header.length - 2, 0);
    for (const byte of header) {
      whole.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    whole.write('body');
    await whole.sees('body');
    // More than a window: none of it was lost on the way.
    whole.clear();
    whole.write(Buffer.alloc(600 * 1024));
    await whole.hasReceived(600 * 1024);
  });

  it.each([
    ['of no tunnel', { kind: 'http', tunnelId: 9, visitor: VISITOR }],
    ['of the wrong kind', { kind: 'tcp', tunnelId: 7, visitor: VISITOR }],
  ] as const)('resets a stream %s', async (_, header) => {
    const { exit, session } = connect();
    await exit.welcome();
    const { request, answered, visitors } = tunnel();
    session.open(request);
    await exit.grant(7);
    await answered;
    await exit.openStream(header).hasBroken();
    expect(visitors).toEqual([]);
  });

  it('resets a stream whose header is garbage, or that ends before it is whole', async () => {
    const { exit } = connect();
    await exit.welcome();
    const garbage = exit.openStream(undefined);
    garbage.write('\xff\xff garbage');
    await garbage.hasBroken();
    const short = exit.openStream(undefined);
    short.write('\x00');
    short.end();
    await short.hasBroken();
  });

  it('tells a refusal, and that the exit server closed a tunnel', async () => {
    const { exit, session } = connect();
    await exit.welcome();
    const refused = tunnel();
    session.open(refused.request);
    const { requestId } = await exit.nextOpen();
    exit.send({ type: 'tunnel-refused', requestId, code: 'name-taken', message: 'It is taken.' });
    expect(await refused.answered).toEqual({ opened: false, code: 'name-taken', message: 'It is taken.' });

    const opened = tunnel('shop');
    session.open(opened.request);
    await exit.grant(3);
    await opened.answered;
    const visitor = exit.openStream({ kind: 'http', tunnelId: 3, visitor: VISITOR });
    visitor.write('x');
    await visitor.sees('x');
    exit.send({ type: 'tunnel-closed', tunnelId: 3, code: 'taken-over', message: 'Somebody else.' });
    expect(await opened.closedBy).toBe('taken-over: Somebody else.');
    await visitor.hasBroken();
  });

  it('closes a tunnel that was cancelled before the answer came, and tells nobody', async () => {
    const { exit, session } = connect();
    await exit.welcome();
    const { request, answers } = tunnel();
    const cancel = session.open(request);
    const { requestId } = await exit.nextOpen();
    cancel();
    exit.send({ type: 'tunnel-opened', requestId, tunnelId: 4, publicUrl: 'http://x.example' });
    expect(await exit.next()).toEqual({ type: 'close-tunnel', tunnelId: 4 });
    expect(answers).toEqual([]);
    await exit.openStream({ kind: 'http', tunnelId: 4, visitor: VISITOR }).hasBroken();
  });

  it('asks for a name again only once the cancelled tunnel that has it is gone', async () => {
    const { exit, session } = connect();
    await exit.welcome();
    const first = tunnel();
    const cancelFirst = session.open(first.request);
    const { requestId } = await exit.nextOpen();
    cancelFirst();
    const cancelled = tunnel();
    session.open(cancelled.request)();
    const second = tunnel();
    session.open(second.request);
    session.open(tunnel('other').request);
    expect(await exit.nextOpen()).toMatchObject({ name: 'other' });
    exit.send({ type: 'tunnel-opened', requestId, tunnelId: 4, publicUrl: 'http://x.example' });
    expect(await exit.next()).toEqual({ type: 'close-tunnel', tunnelId: 4 });
    expect(await exit.grant(5)).toMatchObject({ name: 'blog' });
    expect(await second.answered).toMatchObject({ opened: true });
    expect(cancelled.answers).toEqual([]);
  });

  it.each(['javascript:alert(1)', 'not a URL', 'file:///etc/passwd', 'tcp:'])(
    'refuses the public URL %s of an exit server that is not to be trusted',
    async (publicUrl) => {
      const { exit, session } = connect();
      await exit.welcome();
      const { request, answered } = tunnel();
      session.open(request);
      await exit.grant(6, publicUrl);
      expect(await answered).toMatchObject({ opened: false, code: 'bad-answer' });
      expect(await exit.next()).toEqual({ type: 'close-tunnel', tunnelId: 6 });
    },
  );

  it('ignores answers that nobody asked for', async () => {
    const { exit, session } = connect();
    await exit.welcome();
    exit.send({ type: 'tunnel-opened', requestId: '99', tunnelId: 1, publicUrl: 'http://x.example' });
    exit.send({ type: 'tunnel-closed', tunnelId: 77, code: 'x', message: 'y' });
    const { request, answered } = tunnel();
    session.open(request);
    await exit.grant(2);
    expect(await answered).toMatchObject({ opened: true });
  });

  it('breaks its visitors off when it ends, and leaves the live tunnel for the next session', async () => {
    const { exit, session, closed } = connect();
    await exit.welcome();
    const { request, answered, closes } = tunnel();
    const cancel = session.open(request);
    await exit.grant(1);
    await answered;
    const visitor = exit.openStream({ kind: 'http', tunnelId: 1, visitor: VISITOR });
    visitor.write('x');
    await visitor.sees('x');
    session.close(STOPPED);
    await visitor.hasBroken();
    expect(await closed).toMatchObject({ code: 'closed' });
    cancel();
    expect(closes()).toBe(0);
  });
});

describe('ExitSession: names that are shared', () => {
  it('asks for one where the exit server knows of it', async () => {
    const { exit, session, welcomed } = connect();
    await exit.welcome(['balance']);
    await welcomed;
    const { request, answered } = tunnel();
    session.open({ ...request, shared: true });
    expect(await exit.grant(7)).toMatchObject({ name: 'blog', shared: true });
    expect(await answered).toMatchObject({ opened: true, tunnelId: 7 });
  });

  it('does not ask exit servers that would give the name to one alone', async () => {
    const { exit, session, welcomed } = connect();
    await exit.welcome(['tls']);
    await welcomed;
    const { request, answered } = tunnel();
    session.open({ ...request, shared: true });
    expect(await answered).toEqual({
      opened: false,
      code: 'not-supported',
      message: 'This exit server is too old for several computers behind one name.',
    });
  });
});
