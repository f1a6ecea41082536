import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { registerCertificateMetrics } from './certificate-metrics.ts';

it('tells the expiry of each plane that has a certificate, as it is when it is asked', async () => {
  const registry = new Registry();
  const control = { expiresAt: new Date(1_800_000_000_000), contextFor: () => undefined };
  const data: { expiresAt: Date | undefined; contextFor(): undefined } = {
    expiresAt: undefined,
    contextFor: () => undefined,
  };
  registerCertificateMetrics(registry, { control, data });
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => /^exit_/.test(line));
  expect(await lines()).toEqual(['exit_certificate_expiry_timestamp_seconds{plane="control"} 1800000000']);
  data.expiresAt = new Date(1_900_000_000_000);
  expect(await lines()).toContain('exit_certificate_expiry_timestamp_seconds{plane="data"} 1900000000');
});

it('has no line where no plane speaks TLS', async () => {
  const registry = new Registry();
  registerCertificateMetrics(registry, { control: undefined, data: undefined });
  expect(await registry.metrics()).not.toMatch(/^exit_/m);
});
