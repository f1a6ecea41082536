import { describe, expect, it } from 'vitest';
import { closedPort, startHttpUpstream, startTcpUpstream } from '../testing/upstreams.ts';
import { UpstreamDialer } from '../tunnels/upstream-dialer.ts';
import { checkUpstream } from './upstream-check.ts';

const check = (port: number, path = '/healthz', status?: number) =>
  checkUpstream(new UpstreamDialer(`http://127.0.0.1:${port}`), { path, interval: 10, ...(status && { status }) });

describe('checkUpstream', () => {
  it('asks for the path, and takes 2xx and 3xx unless another status is wanted', async () => {
    const seen: string[] = [];
    const { port } = await startHttpUpstream((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.host}`);
      response.writeHead(Number(request.url?.slice(2))).end('x'.repeat(100_000));
    });
    expect(await check(port, '/a200')).toEqual({ tookMs: expect.any(Number) });
    expect(await check(port, '/a301')).toEqual({ tookMs: expect.any(Number) });
    expect(await check(port, '/a401', 401)).toEqual({ tookMs: expect.any(Number) });
    expect(await check(port, '/a503')).toMatchObject({
      error: { code: 'upstream-invalid', message: 'GET /a503 answers 503.' },
    });
    expect(await check(port, '/a200', 204)).toMatchObject({
      error: { message: 'GET /a200 answers 200 instead of 204.' },
    });
    expect(seen[0]).toBe(`GET /a200 127.0.0.1:${port}`);
  });

  it('waits for the final answer', async () => {
    const { port } = await startHttpUpstream((_, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => response.writeHead(204).end());
    });
    expect(await check(port, '/', 204)).toEqual({ tookMs: expect.any(Number) });
  });

  it('says that nothing answers, or nothing that is HTTP', async () => {
    expect(await check(await closedPort())).toMatchObject({ error: { code: 'upstream-refused' } });
    const { port } = await startTcpUpstream((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    expect(await check(port)).toMatchObject({ error: { code: 'upstream-invalid' } });
  });
});
