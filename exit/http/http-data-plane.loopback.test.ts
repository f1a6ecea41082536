import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ask } from '../testing/ask.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { answering } from '../testing/test-client.ts';

let scene: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start();
});
afterAll(() => scene.end());
afterEach(() => scene.endVisits());

it('serves 200 requests at once over both tunnels without mixing them up', async () => {
  const results = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const body = `${index}:${'x'.repeat(index * 50)}`;
      const host = index % 2 === 0 ? 'one.localhost' : 'two.localhost';
      const response = await ask(scene.exit.dataPort, host, `/${index}`, { method: 'POST', body });
      const told = JSON.parse(response.text) as { url: string; sha256: string; headers: { host: string } };
      return (
        told.url === `/${index}` &&
        told.headers.host === host &&
        told.sha256 === createHash('sha256').update(body).digest('hex')
      );
    }),
  );
  expect(results.filter(Boolean)).toHaveLength(200);
});

it('counts requests by code, host and method, but not the probes of clients', async () => {
  await scene.client.open({ name: 'counted' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const visitor = scene.visit();
  for (const path of ['/', '/', '/.well-known/porthole/nonce']) {
    visitor.text = '';
    visitor.get('counted.localhost', path);
    await visitor.sees('\r\n\r\nok');
  }
  await ask(scene.exit.dataPort, 'nobody.localhost');
  const malformed = scene.visit();
  malformed.write('no HTTP\r\n\r\n');
  await malformed.isEnded();
  const text = await (await scene.exit.ask('/metrics')).text();
  expect(text).toContain('http_dataplane_requests_total{code="200",host="counted.localhost",method="GET"} 2\n');
  expect(text).toContain(
    'http_dataplane_request_duration_seconds_count{code="200",host="counted.localhost",method="GET"} 2\n',
  );
  expect(text).toMatch(/http_dataplane_requests_total\{code="404",host="unknown",method="GET"\} [1-9]/);
  expect(text).toMatch(/http_dataplane_requests_total\{code="400",host="unknown",method="OTHER"\} [1-9]/);
  expect(text).toMatch(/http_dataplane_bytes_total\{host="counted.localhost",direction="out"\} [1-9]/);
  expect(text).not.toContain('nobody.localhost');
});
