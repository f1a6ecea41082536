import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DialError } from '../../../shared/wire/dial-error.ts';
import type { DialTunnelOptions } from '../../../shared/wire/dial-tunnel.ts';
import type { CloseReason } from '../../../shared/wire/transport.ts';
import type { Log } from '../engine-parts.ts';
import { passingTime } from '../testing/passing-time.ts';
import { ScriptedExit } from '../testing/scripted-exit.ts';
import { startTcpUpstream } from '../testing/upstreams.ts';
import { Backoff } from './backoff.ts';
import type { Endpoint } from './endpoint.ts';
import { EndpointError } from './endpoint-error.ts';
import { LinkDialer } from './link-dialer.ts';
import type { LinkState } from './link-state.ts';
import { Supervisor } from './supervisor.ts';
import type { OpenAnswer, TunnelRequest } from './tunnel-request.ts';

const IDENTITY = { clientId: 'client-1', clientName: 'laptop', clientVersion: '0.1.0', platform: 'linux-x64' };
const STOPPED: CloseReason = { code: 'closed', message: 'stop' };
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
const AT_ONCE = () => 0;
/** A wait that no test lives to see the end of. */
const NEVER = () => 10_000;

type Dial = (endpoint: Endpoint, signal: AbortSignal) => ScriptedExit | Promise<ScriptedExit>;

/** A supervisor whose dials end at exit servers that the test plays. */
function supervise(options: { dial?: Dial; endpoint?: () => Promise<Endpoint>; random?: () => number } = {}) {
  const exits: ScriptedExit[] = [];
  const links: LinkState[] = [];
  const dialled: Endpoint[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  const dial = async ({ url, token, signal = new AbortController().signal }: DialTunnelOptions) => {
    const endpoint = { url, token };
    dialled.push(endpoint);
    const exit = await (options.dial ?? (() => new ScriptedExit()))(endpoint, signal);
    exits.push(exit);
    wake();
    return exit.transport;
  };
  const poll = () => Promise.reject(new DialError('not-porthole', 'Something else answers polls, too.'));
  const supervisor = new Supervisor({
    endpoint: options.endpoint ?? (async () => ({ url: 'ws://127.0.0.1:1', token: 'secret' })),
    identity: IDENTITY,
    log: SILENT,
    backoff: new Backoff(options.random ?? AT_ONCE),
    dialer: new LinkDialer(SILENT, { dial: { tunnel: dial, poll } }),
  });
  supervisor.link.subscribe((link) => {
    links.push(link);
    wake();
  });
  onTestFinished(() => {
    supervisor.stop();
    for (const exit of exits) exit.session.destroy(STOPPED);
  });
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => waiting.add(resolve));
  };
  return {
    supervisor,
    exits,
    links,
    dialled,
    states: () => links.map(({ state }) => state),
    /** The n-th exit server that was reached, from 0. */
    exit: async (index: number) => {
      await until(() => exits.length > index);
      return exits[index] as ScriptedExit;
    },
    reaches: (state: LinkState['state']) => until(() => supervisor.link.value.state === state),
  };
}

function tunnel(name = 'blog') {
  const answers: OpenAnswer[] = [];
  let answered = Promise.withResolvers<void>();
  let closes = 0;
  const request: TunnelRequest = {
    kind: 'http',
    name,
    upstream: 'http://127.0.0.1:3000',
    live: {
      busy: false,
      accept: (stream) => ({
        onData: (chunk) => stream.consumed(chunk.length),
        onEnd: () => stream.end(),
        onReset() {},
        onDrain() {},
      }),
      close: () => {
        closes += 1;
      },
    },
    onAnswer: (answer) => {
      answers.push(answer);
      answered.resolve();
    },
    onClosed() {},
  };
  return {
    request,
    answers,
    closes: () => closes,
    nextAnswer: async () => {
      await answered.promise;
      answered = Promise.withResolvers();
    },
  };
}

function unreachable(code: string): DialError {
  const cause = Object.assign(new Error(code), { code });
  return new DialError('unreachable', 'It cannot be reached.', { cause });
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('Supervisor: connecting', () => {
  it('connects when the first tunnel wants it, and opens each on the session', async () => {
    const { supervisor, exit, states, links } = supervise();
    const blog = tunnel();
    supervisor.open(blog.request);
    expect(states()).toEqual(['idle', 'connecting']);
    const first = await exit(0);
    await first.welcome();
    await first.grant(1);
    await blog.nextAnswer();
    expect(states()).toEqual(['idle', 'connecting', 'online']);
    expect(links.at(-1)).toMatchObject({ domain: 'exit.example.com', serverVersion: '0.1.0' });
    const shop = tunnel('shop');
    supervisor.open(shop.request);
    expect(await first.grant(2)).toMatchObject({ name: 'shop' });
    await shop.nextAnswer();
    expect(await supervisor.ping()).toBeGreaterThanOrEqual(0);
  });

  it('connects once for tunnels that come while it connects, and opens each once', async () => {
    const { supervisor, exit, exits } = supervise();
    supervisor.open(tunnel('one').request);
    supervisor.open(tunnel('two').request);
    const first = await exit(0);
    await first.welcome();
    expect([(await first.nextOpen()).name, (await first.nextOpen()).name]).toEqual(['one', 'two']);
    supervisor.open(tunnel('three').request);
    expect((await first.nextOpen()).name).toBe('three');
    expect(exits).toHaveLength(1);
  });

  it('comes back after a loss and opens all tunnels again, under the same identity', async () => {
    const { supervisor, exit, states, links } = supervise();
    const blog = tunnel();
    const close = supervisor.open(blog.request);
    const first = await exit(0);
    await first.welcome();
    await first.grant(1);
    await blog.nextAnswer();
    first.cut();
    const second = await exit(1);
    await second.welcome();
    await second.grant(9, 'http://blog.other');
    await blog.nextAnswer();
    expect(states()).toEqual(['idle', 'connecting', 'online', 'reconnecting', 'online']);
    expect(links[3]).toMatchObject({ attempt: 1, message: 'The link to the exit server was lost.' });
    expect(second.messages[0]).toEqual(first.messages[0]);
    expect(blog.answers).toHaveLength(2);
    close();
    expect(await second.next()).toEqual({ type: 'close-tunnel', tunnelId: 9 });
  });

  it('counts its tries, and goes on after every kind of failure that may pass', async () => {
    const failures = [
      new DialError('timeout', 'It did not answer in time.'),
      new DialError('tls', 'The certificate has expired.'),
      new DialError('not-porthole', 'Something else answers.'),
      new Error('What nobody thought of.'),
    ];
    const { supervisor, exit, links } = supervise({
      dial: () => {
        const failure = failures.shift();
        if (failure) throw failure;
        return new ScriptedExit();
      },
    });
    supervisor.open(tunnel().request);
    await (await exit(0)).welcome();
    const tries = links.filter((link) => link.state === 'reconnecting');
    expect(tries.map(({ attempt, message }) => `${attempt} ${message}`)).toEqual([
      '1 It did not answer in time.',
      '2 The certificate has expired.',
      '3 Something else answers.',
      '4 What nobody thought of.',
    ]);
  });

  it('keeps counting over sessions that do not last', async () => {
    const { supervisor, exit, links } = supervise();
    supervisor.open(tunnel().request);
    for (let i = 0; i < 3; i += 1) {
      const next = await exit(i);
      await next.welcome();
      await next.nextOpen();
      next.cut();
    }
    await exit(3);
    expect(links.filter((link) => link.state === 'reconnecting').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('waits at least as long as an exit server asks for', async () => {
    const { supervisor, reaches, dialled } = supervise({
      dial: () => {
        throw new DialError('rate-limited', 'Too many tries.', { retryAfterMs: 3_600_000 });
      },
    });
    const before = Date.now();
    supervisor.open(tunnel().request);
    await reaches('reconnecting');
    const link = supervisor.link.value;
    expect(link.state === 'reconnecting' && link.nextTryAt).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(dialled).toHaveLength(1);
  });

  it('tells why an exit server that drains has gone', async () => {
    const { supervisor, exit, reaches } = supervise({ random: NEVER });
    supervisor.open(tunnel().request);
    const first = await exit(0);
    await first.welcome();
    await reaches('online');
    first.send({ type: 'drain', message: 'The exit server is updated.', deadlineMs: 1000 });
    first.close();
    await reaches('reconnecting');
    expect(supervisor.link.value).toMatchObject({ message: 'The exit server is updated.' });
  });
});

const DRAIN = { type: 'drain', message: 'The exit server is updated.', deadlineMs: 1000 } as const;

describe('Supervisor: an exit server that drains', () => {
  /** A tunnel that stands on a session whose exit server is about to stop. */
  async function drained(options: Parameters<typeof supervise>[0] = {}) {
    const supervised = supervise(options);
    const blog = tunnel();
    const close = supervised.supervisor.open(blog.request);
    const first = await supervised.exit(0);
    await first.welcome();
    await first.grant(1);
    await blog.nextAnswer();
    first.send(DRAIN);
    return { ...supervised, blog, close, first };
  }

  it('is left only when the tunnels stand on the next session, and told so', async () => {
    const { exit, first, blog, states, closes } = await drained().then((all) => ({ ...all, closes: all.blog.closes }));
    const second = await exit(1);
    await second.welcome();
    await second.grant(7, 'http://blog.other.example.com');
    await blog.nextAnswer();
    expect(blog.answers.at(-1)).toMatchObject({ opened: true, publicUrl: 'http://blog.other.example.com' });
    expect(await first.next()).toEqual({ type: 'moved' });
    // Its visitors are still served.
    const visitor = first.openStream({ kind: 'http', tunnelId: 1, visitor: '192.0.2.7:80' });
    visitor.end();
    await visitor.hasEnded();
    first.close();
    await first.closed;
    expect(states().filter((state) => state === 'reconnecting')).toEqual([]);
    expect(closes()).toBe(0);
  });

  it('has its refused tunnels asked for once more when it has gone', async () => {
    const { exit, first, blog } = await drained();
    const second = await exit(1);
    await second.welcome();
    const { requestId } = await second.nextOpen();
    second.send({ type: 'tunnel-refused', requestId, code: 'port-taken', message: 'The port is in use.' });
    first.close();
    await second.grant(7);
    await blog.nextAnswer();
    expect(blog.answers.map(({ opened }) => opened)).toEqual([true, true]);
    expect(first.messages.map(({ type }) => type)).not.toContain('moved');
  });

  it.each([
    ['before its answer', false],
    ['after it was refused', true],
  ])('is told that all have moved where one is closed %s', async (_, isRefused) => {
    const { supervisor, exit, first, blog } = await drained();
    const shop = tunnel('shop');
    const closeShop = supervisor.open(shop.request);
    await first.grant(2);
    await shop.nextAnswer();
    const second = await exit(1);
    await second.welcome();
    const asked = await second.nextOpen();
    const { requestId } = await second.nextOpen();
    if (isRefused) second.send({ type: 'tunnel-refused', requestId, code: 'name-taken', message: 'It is taken.' });
    second.send({
      type: 'tunnel-opened',
      requestId: asked.requestId,
      tunnelId: 7,
      publicUrl: 'http://blog.other.test',
    });
    // Behind the refusal: that has come too.
    await blog.nextAnswer();
    expect(first.messages.map(({ type }) => type)).not.toContain('moved');
    closeShop();
    expect(await first.next()).toEqual({ type: 'moved' });
  });

  it('is told only once a tunnel that is changed stands anew', async () => {
    const { supervisor, exit, first, close } = await drained();
    const second = await exit(1);
    await second.welcome();
    const { requestId } = await second.nextOpen();
    close();
    const changed = tunnel();
    supervisor.open(changed.request);
    second.send({ type: 'tunnel-refused', requestId, code: 'name-taken', message: 'It is taken.' });
    await second.nextOpen().then((open) => {
      expect(first.messages.map(({ type }) => type)).not.toContain('moved');
      second.send({
        type: 'tunnel-opened',
        requestId: open.requestId,
        tunnelId: 8,
        publicUrl: 'http://blog.other.test',
      });
    });
    await changed.nextAnswer();
    expect(await first.next()).toEqual({ type: 'moved' });
  });

  it('stays the present one while no other takes the client, and then shows as lost', async () => {
    let tries = 0;
    const { supervisor, first, reaches, exit } = await drained({
      dial: () => {
        tries += 1;
        if (tries === 2 || tries === 3) throw new DialError('unavailable', 'Not ready.', { retryAfterMs: 1 });
        return new ScriptedExit();
      },
    });
    expect(supervisor.link.value.state).toBe('online');
    const next = await exit(1);
    expect(tries).toBe(4);
    expect(supervisor.link.value.state).toBe('online');
    first.close();
    await reaches('reconnecting');
    await next.welcome();
    await reaches('online');
    await next.grant(3);
  });

  it('is sought again soon after it has gone, however long the wait is to which its refusals had led', async () => {
    let waits = 0;
    let tries = 0;
    const { first, exit, reaches } = await drained({
      // The first wait, behind the word that it drains, is none; the second one, behind its refusal, would last for the test's life.
      random: () => (waits++ === 0 ? 0 : NEVER()),
      dial: () => {
        tries += 1;
        if (tries === 2) {
          queueMicrotask(() => first.close());
          throw new DialError('unavailable', 'It shuts down.');
        }
        return new ScriptedExit();
      },
    });
    await reaches('reconnecting');
    const next = await exit(1);
    await next.welcome();
    await reaches('online');
    await next.grant(3);
  });

  it('is closed with the next one when the user stops', async () => {
    const { supervisor, exit, first } = await drained();
    const second = await exit(1);
    await second.welcome();
    await second.nextOpen();
    supervisor.stop();
    expect(await first.closed).toMatchObject({ code: 'peer-closed' });
    expect(await second.closed).toMatchObject({ code: 'peer-closed' });
  });
});

describe('Supervisor: refusals', () => {
  it.each(['unauthorized', 'wrong-version'] as const)('waits for the user where it was refused: %s', async (kind) => {
    const { supervisor, reaches, dialled } = supervise({
      dial: () => {
        throw new DialError(kind, 'No.');
      },
    });
    supervisor.open(tunnel().request);
    await reaches('refused');
    expect(supervisor.link.value).toEqual({ state: 'refused', code: kind, message: 'No.' });
    await new Promise(setImmediate);
    expect(dialled).toHaveLength(1);
  });

  it('waits for the user where it has no token, and tries again after any other failure to find out', async () => {
    const failures = [new Error('The disk is slow.'), new EndpointError('no-token', 'Enter the token again.')];
    const { supervisor, reaches, states, dialled } = supervise({ endpoint: () => Promise.reject(failures.shift()) });
    supervisor.open(tunnel().request);
    await reaches('refused');
    expect(states()).toEqual(['idle', 'connecting', 'reconnecting', 'refused']);
    expect(supervisor.link.value).toMatchObject({ code: 'no-token', message: 'Enter the token again.' });
    expect(dialled).toHaveLength(0);
  });

  it('tries again at the user’s word, even from inside the news of the refusal', async () => {
    let refusals = 2;
    const { supervisor, exit, reaches } = supervise({
      dial: () => {
        refusals -= 1;
        if (refusals >= 0) throw new DialError('unauthorized', 'No.');
        return new ScriptedExit();
      },
    });
    const unsubscribe = supervisor.link.subscribe((link) => {
      if (link.state !== 'refused') return;
      unsubscribe();
      supervisor.retryNow();
    });
    supervisor.open(tunnel().request);
    await reaches('refused');
    await reaches('refused');
    supervisor.retryNow();
    await (await exit(0)).welcome();
    await reaches('online');
  });

  it('connects with the new token after a restart', async () => {
    let token = 'old';
    const { supervisor, exit, dialled, reaches } = supervise({
      endpoint: async () => ({ url: 'ws://127.0.0.1:1', token }),
      dial: (endpoint) => {
        if (endpoint.token === 'old') throw new DialError('unauthorized', 'No.');
        return new ScriptedExit();
      },
    });
    supervisor.open(tunnel().request);
    await reaches('refused');
    token = 'new';
    supervisor.restart();
    await (await exit(0)).welcome();
    await reaches('online');
    expect(dialled.map((endpoint) => endpoint.token)).toEqual(['old', 'new']);
  });
});

describe('Supervisor: retrying by hand', () => {
  it('tries at once and says that the try is under way', async () => {
    const { supervisor, exit, reaches, links } = supervise({ random: NEVER });
    supervisor.open(tunnel().request);
    const first = await exit(0);
    await first.welcome();
    first.cut();
    await reaches('reconnecting');
    supervisor.retryNow();
    const second = await exit(1);
    const link = links.at(-1);
    expect(link?.state === 'reconnecting' && link.nextTryAt).toBeLessThanOrEqual(Date.now());
    await second.welcome();
    await reaches('online');
  });

  it('tries at once when the machine wakes up, and doubts a session that seems to stand', async () => {
    const { supervisor, exit, reaches, links } = supervise({ random: NEVER });
    supervisor.open(tunnel().request);
    const first = await exit(0);
    await first.welcome();
    first.cut();
    await reaches('reconnecting');
    supervisor.wake();
    const second = await exit(1);
    await second.welcome();
    await reaches('online');
    // It answers, so it stays.
    supervisor.wake();
    expect(await supervisor.ping()).toBeGreaterThanOrEqual(0);
    expect(links.at(-1)?.state).toBe('online');
  });

  it('does nothing while no tunnel wants a session', async () => {
    const { supervisor, dialled } = supervise();
    supervisor.retryNow();
    supervisor.wake();
    supervisor.restart();
    await new Promise(setImmediate);
    expect(dialled).toHaveLength(0);
    expect(supervisor.link.value).toEqual({ state: 'idle' });
  });

  it('tries again as soon as a port that refused connections accepts them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { port } = await startTcpUpstream(() => {});
    const failures = [unreachable('ECONNREFUSED')];
    const { supervisor, reaches, exits } = supervise({
      random: NEVER,
      endpoint: async () => ({ url: `ws://127.0.0.1:${port}`, token: 't' }),
      dial: () => {
        const failure = failures.pop();
        if (failure) throw failure;
        return new ScriptedExit();
      },
    });
    supervisor.open(tunnel().request);
    await reaches('reconnecting');
    // Seconds, of the hours that it would wait otherwise.
    expect(await passingTime.until(() => exits.length > 0)).toBeLessThan(10_000);
    expect(exits).toHaveLength(1);
  });

  it('does not call again and again where a port accepts connections and cuts them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { supervisor, reaches } = supervise({
      random: NEVER,
      dial: () => {
        throw unreachable('ECONNRESET');
      },
    });
    supervisor.open(tunnel().request);
    await reaches('reconnecting');
    // The wait for the next try, and nothing else.
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('Supervisor: ends', () => {
  it('ends the session with the last tunnel that wants it', async () => {
    const { supervisor, exit, reaches } = supervise();
    const closeOne = supervisor.open(tunnel('one').request);
    const two = tunnel('two');
    const closeTwo = supervisor.open(two.request);
    const first = await exit(0);
    await first.welcome();
    await first.grant(1);
    await first.grant(2);
    await two.nextAnswer();
    closeOne();
    expect(await first.next()).toEqual({ type: 'close-tunnel', tunnelId: 1 });
    expect(supervisor.link.value.state).toBe('online');
    closeTwo();
    expect(await first.closed).toMatchObject({ code: 'peer-closed' });
    await reaches('idle');
    expect(two.closes()).toBeGreaterThan(0);
    await expect(supervisor.ping()).rejects.toThrow('no session');
  });

  it('keeps the session where a tunnel is closed and opened anew in one go', async () => {
    const { supervisor, exit, exits, states } = supervise();
    const before = tunnel('before');
    const close = supervisor.open(before.request);
    const first = await exit(0);
    await first.welcome();
    await first.grant(1);
    await before.nextAnswer();
    close();
    supervisor.open(tunnel('after').request);
    expect(await first.next()).toEqual({ type: 'close-tunnel', tunnelId: 1 });
    expect(await first.nextOpen()).toMatchObject({ name: 'after' });
    expect(exits).toHaveLength(1);
    expect(states()).toEqual(['idle', 'connecting', 'online']);
  });

  it('gives a dial up that is under way, and a connection that comes of it nevertheless', async () => {
    const dialling = Promise.withResolvers<ScriptedExit>();
    let signal: AbortSignal | undefined;
    const { supervisor, states } = supervise({
      dial: (_, given) => {
        signal = given;
        return dialling.promise;
      },
    });
    supervisor.open(tunnel().request);
    await expect.poll(() => signal).toBeDefined();
    supervisor.stop();
    expect(signal?.aborted).toBe(true);
    const late = new ScriptedExit();
    dialling.resolve(late);
    expect(await late.closed).toMatchObject({ code: 'peer-closed' });
    expect(states()).toEqual(['idle', 'connecting', 'idle']);
  });

  it('does not dial where it was stopped while it looked for the token', async () => {
    const endpoint = Promise.withResolvers<Endpoint>();
    const { supervisor, states } = supervise({
      endpoint: () => endpoint.promise,
      dial: (_, signal) => {
        signal.throwIfAborted();
        throw new Error('It dialled.');
      },
    });
    supervisor.open(tunnel().request);
    supervisor.stop();
    endpoint.resolve({ url: 'ws://127.0.0.1:1', token: 't' });
    await new Promise(setImmediate);
    expect(states()).toEqual(['idle', 'connecting', 'idle']);
  });

  it('stops while it waits, and leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { supervisor, reaches } = supervise({
      random: NEVER,
      dial: () => {
        throw unreachable('ECONNREFUSED');
      },
    });
    supervisor.open(tunnel().request);
    await reaches('reconnecting');
    expect(vi.getTimerCount()).toBe(2);
    supervisor.stop();
    expect(vi.getTimerCount()).toBe(0);
    expect(supervisor.link.value).toEqual({ state: 'idle' });
  });

  it('lets nothing of an old session that ends late touch the next one', async () => {
    const { supervisor, exit, reaches } = supervise();
    const blog = tunnel();
    const close = supervisor.open(blog.request);
    const first = await exit(0);
    await first.welcome();
    await first.grant(1);
    await blog.nextAnswer();
    // The peer of the first session does not answer its close: the connection stays half closed.
    const closeTransport = vi.spyOn(first.transport, 'close').mockImplementation(() => {});
    supervisor.restart();
    expect(closeTransport).toHaveBeenCalled();
    const second = await exit(1);
    await second.welcome();
    await second.grant(2);
    await blog.nextAnswer();
    const visitor = second.openStream({ kind: 'http', tunnelId: 2, visitor: '203.0.113.9:1' });
    await reaches('online');

    first.cut();
    await new Promise(setImmediate);
    expect(supervisor.link.value.state).toBe('online');
    expect(blog.closes()).toBe(0);
    expect(visitor.broken).toBe(false);
    close();
    expect(await second.next()).toEqual({ type: 'close-tunnel', tunnelId: 2 });
  });

  it('holds no listener for sessions that are over', async () => {
    let signal: AbortSignal | undefined;
    const { supervisor, exit } = supervise({
      dial: (_, given) => {
        signal = given;
        return new ScriptedExit();
      },
    });
    const added = vi.spyOn(AbortSignal.prototype, 'addEventListener');
    const removed = vi.spyOn(AbortSignal.prototype, 'removeEventListener');
    supervisor.open(tunnel().request);
    for (let i = 0; i < 5; i += 1) {
      const next = await exit(i);
      await next.welcome();
      await next.nextOpen();
      next.cut();
    }
    await exit(5);
    expect(signal?.aborted).toBe(false);
    expect(added.mock.calls.length - removed.mock.calls.length).toBeLessThanOrEqual(1);
  });
});
