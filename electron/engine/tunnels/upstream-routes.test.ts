import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { PathRoute } from '../../../shared/rules/tunnel-rules.ts';
import { forwardHttp, request } from '../testing/forward-http.ts';
import { closedPort, startHttpUpstream } from '../testing/upstreams.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamRoutes } from './upstream-routes.ts';

const route = (path: string, port: number, stripPrefix = true): PathRoute => ({
  path,
  upstream: `http://127.0.0.1:${port}`,
  stripPrefix,
});

function routes(list: readonly PathRoute[], { hostHeader = 'keep', onChange = () => {} } = {}): UpstreamRoutes {
  const made = new UpstreamRoutes({ hostHeader, proxyProtocol: undefined }, async () => {}, onChange);
  made.set(list);
  onTestFinished(() => made.stop());
  return made;
}

/** A service that says who it is and what it was asked. */
async function startService(name: string) {
  const { port, sockets } = await startHttpUpstream((incoming, answer) =>
    answer.end(`<${name} ${incoming.url} ${incoming.headers.host}>`),
  );
  return { port, sockets };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('UpstreamRoutes', () => {
  it.each([
    ['/api', '/'],
    ['/api/', '/'],
    ['/api?a=b', '/?a=b'],
    ['/api/x?a=b', '/x?a=b'],
    ['/api/v2/x', '/x'],
    ['/apis', undefined],
    ['/', undefined],
    ['/x/api', undefined],
    ['*', undefined],
  ])('finds the way of %s: %s', (target, there) => {
    const found = routes([route('/api', 1), route('/api/v2', 2)]).find(target);
    expect(found?.target).toBe(there);
    if (found) expect(found.way.dialer).toMatchObject({ port: target.includes('v2') ? 2 : 1 });
  });

  it('leaves the path as it is where it is not to be stripped', () => {
    expect(routes([route('/api', 1, false)]).find('/api/x')?.target).toBe('/api/x');
  });

  it('leads requests of one stream to their upstreams, and none over the connection of another', async () => {
    const [main, api] = [await startService('main'), await startService('api')];
    const { open, reports } = forwardHttp(main.port, {
      routes: routes([route('/api', api.port)], { hostHeader: 'upstream' }),
    });
    const peer = open();
    for (const [target, seen] of [
      ['/', '<main / blog.exit.example.com>'],
      ['/api/x', `<api /x 127.0.0.1:${api.port}>`],
      ['http://blog.exit.example.com/api?y', `<api /?y 127.0.0.1:${api.port}>`],
      ['/again', '<main /again blog.exit.example.com>'],
    ] as const) {
      peer.write(request(`GET ${target}`));
      await peer.sees(seen);
    }
    // The second request to the routed one used its connection again.
    expect(api.sockets).toHaveLength(1);
    expect(reports).toEqual(['ok', 'ok']);
  });

  it('says which routed upstream does not answer, and not that the tunnel’s own does not', async () => {
    const main = await startService('main');
    const onChange = vi.fn();
    const port = await closedPort();
    const made = routes([route('/api', port)], { onChange });
    const { open, reports } = forwardHttp(main.port, { routes: made });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const peer = open();
    peer.write(request('GET /api'));
    await peer.sees('Porthole-Error: upstream-refused');
    expect(made.problem).toMatchObject({ path: '/api', message: `Nothing answers on 127.0.0.1:${port}.` });
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(reports).toEqual([]);
    // Changed rules keep what is known of a route that stays.
    made.set([route('/api', port), route('/other', port)]);
    expect(made.problem).toBeDefined();
    made.set([route('/other', port)]);
    expect(made.problem).toBeUndefined();
  });

  it('asks whether it answers again', async () => {
    const back = Promise.withResolvers<void>();
    const made = routes([], { onChange: () => made.problem === undefined && back.resolve() });
    const { port } = await startService('api');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    made.set([route('/api', port)]);
    made.find('/api')?.way.onUpstream(new UpstreamError('upstream-refused', 'Nothing answers there.'));
    expect(made.problem).toBeDefined();
    vi.advanceTimersByTime(2_000);
    await back.promise;
    expect(made.problem).toBeUndefined();
  });
});
