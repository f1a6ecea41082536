import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { RequestMetrics } from './request-metrics.ts';

it('writes counters and the duration histogram as Prometheus reads them', async () => {
  const registry = new Registry();
  const metrics = new RequestMetrics(registry);
  const blog = metrics.forHost('blog.localhost');
  blog.observe(200, 'GET', 0.002);
  blog.observe(200, 'GET', 99);
  blog.observe(200, 'BREW', 0.002);
  blog.observe(200, 'POUR', 0.002);
  blog.bytesOut += 12;
  const text = await registry.metrics();
  expect(text).toContain('http_dataplane_requests_total{code="200",host="blog.localhost",method="GET"} 2\n');
  expect(text).toContain('http_dataplane_requests_total{code="200",host="blog.localhost",method="OTHER"} 2\n');
  expect(text).toContain('# TYPE http_dataplane_request_duration_seconds histogram');
  const labels = 'code="200",host="blog.localhost",method="GET"';
  expect(text).toContain(`http_dataplane_request_duration_seconds_bucket{le="0.001",${labels}} 0\n`);
  expect(text).toContain(`http_dataplane_request_duration_seconds_bucket{le="0.0025",${labels}} 1\n`);
  expect(text).toContain(`http_dataplane_request_duration_seconds_bucket{le="30",${labels}} 1\n`);
  expect(text).toContain(`http_dataplane_request_duration_seconds_bucket{le="+Inf",${labels}} 2\n`);
  expect(text).toContain(`http_dataplane_request_duration_seconds_sum{${labels}} 99.002\n`);
  expect(text).toContain(`http_dataplane_request_duration_seconds_count{${labels}} 2\n`);
  expect(text).toContain('http_dataplane_bytes_total{host="blog.localhost",direction="out"} 12\n');
  expect(await registry.metrics()).toBe(text);
});

it('bounds the hosts that get a series', () => {
  const metrics = new RequestMetrics(new Registry());
  const labels = new Set<string>();
  for (let index = 0; index < 5_000; index++) labels.add(metrics.forHost(`h${index}.localhost`).host);
  expect(labels.size).toBeLessThanOrEqual(1_000);
  expect(metrics.forHost('h1.localhost')).toBe(metrics.forHost('h1.localhost'));
});
