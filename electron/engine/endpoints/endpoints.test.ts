import http from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testTunnel } from '../../desktop/testing/test-tunnel.ts';
import { Interval } from '../metrics/interval.ts';
import { Endpoints } from './endpoints.ts';

function busy(): Interval {
  const interval = new Interval();
  interval.requests.add('GET', 200);
  interval.requests.add('POST', 503);
  interval.durations.add(3);
  interval.durations.add(700);
  interval.bytesIn = 5;
  interval.bytesOut = 70;
  interval.connects = 2;
  return interval;
}

async function open(check: () => Promise<unknown> = async () => {}) {
  const endpoints = new Endpoints({
    sources: {
      tunnels: () => [testTunnel({ name: 'shop', status: { state: 'online', since: 0 } })],
      servers: () => [{ id: 'embedded', label: 'This computer', embedded: true, connected: true }],
      alerts: () => [{ id: 'x', kind: 'slow', since: 0, message: '', tunnelIds: [] }],
      total: busy,
      open: () => 4,
    },
    checks: { storage: check },
    version: '1.2.3',
  });
  onTestFinished(() => endpoints.close());
  const port = await endpoints.open(0);
  return { endpoints, port };
}

function ask(port: number, path: string, options: http.RequestOptions = {}): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const request = http.request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
  });
  request.on('error', reject);
  request.end();
  return promise;
}

describe('Endpoints', () => {
  it('gives the numbers of tunnels, servers and the process', async () => {
    const { port } = await open();
    const { body } = await ask(port, '/metrics');
    for (const line of [
      'porthole_tunnel_up{tunnel="shop",server="This computer",kind="http"} 1',
      'porthole_http_requests_total{tunnel="shop",server="This computer",method="GET",code="2xx"} 1',
      'porthole_http_requests_total{tunnel="shop",server="This computer",method="POST",code="5xx"} 1',
      'porthole_http_request_duration_seconds_bucket{le="0.0025",tunnel="shop",server="This computer"} 0',
      'porthole_http_request_duration_seconds_bucket{le="0.005",tunnel="shop",server="This computer"} 1',
      'porthole_http_request_duration_seconds_bucket{le="+Inf",tunnel="shop",server="This computer"} 2',
      'porthole_http_request_duration_seconds_sum{tunnel="shop",server="This computer"} 0.703',
      'porthole_tunnel_bytes_total{tunnel="shop",server="This computer",direction="out"} 70',
      'porthole_tunnel_connections_total{tunnel="shop",server="This computer"} 2',
      'porthole_tunnel_open{tunnel="shop",server="This computer"} 4',
      'porthole_server_connected{server="This computer"} 1',
      'porthole_alerts{kind="slow"} 1',
    ]) {
      expect(body).toContain(`${line}\n`);
    }
    expect(body).toContain('process_resident_memory_bytes');
  });

  it('says whether it is alive, ready and well', async () => {
    const { port } = await open();
    expect(await ask(port, '/livez')).toEqual({ status: 200, body: '{"status":"ok"}\n' });
    expect(await ask(port, '/readyz')).toEqual({ status: 200, body: '{"status":"ok","checks":{"storage":"ok"}}\n' });
    const { status, body } = await ask(port, '/healthz?verbose');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ version: '1.2.3', tunnels: 1, online: 1, alerts: 1 });
  });

  it('is not ready where its disk does not answer, but alive', async () => {
    const { port } = await open(() => Promise.reject(new Error('the storage thread does not run')));
    expect(await ask(port, '/readyz')).toEqual({
      status: 503,
      body: '{"status":"failing","checks":{"storage":"the storage thread does not run"}}\n',
    });
    expect((await ask(port, '/livez')).status).toBe(200);
  });

  it('answers to no other name, to no other method and on no other path', async () => {
    const { port } = await open();
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port}.evil.example`]) {
      expect((await ask(port, '/metrics', { headers: { host } })).status).toBe(421);
    }
    expect((await ask(port, '/metrics', { headers: { host: `localhost:${port}` } })).status).toBe(200);
    expect((await ask(port, '/metrics', { method: 'POST' })).status).toBe(405);
    expect(await ask(port, '/metrics', { method: 'HEAD' })).toEqual({ status: 200, body: '' });
    for (const path of ['/', '/constructor', '/metrics/', '/../metrics']) {
      expect((await ask(port, path)).status).toBe(404);
    }
  });

  it('has one port open however fast it is told to move', async () => {
    const { endpoints, port } = await open();
    const [second, third] = await Promise.all([endpoints.open(0), endpoints.open(0)]);
    expect(endpoints.port).toBe(third);
    for (const gone of [port, second]) if (gone !== third) await expect(ask(gone, '/livez')).rejects.toThrow();
    const [, ...closed] = await Promise.all([endpoints.open(0), endpoints.close()]);
    expect([closed, endpoints.port]).toEqual([[undefined], undefined]);
  });

  it('moves to another port, and closes', async () => {
    const { endpoints, port } = await open();
    const next = await endpoints.open(0);
    expect(endpoints.port).toBe(next);
    await expect(ask(port, '/livez')).rejects.toThrow();
    await endpoints.close();
    expect(endpoints.port).toBeUndefined();
    await expect(ask(next, '/livez')).rejects.toThrow();
  });
});
