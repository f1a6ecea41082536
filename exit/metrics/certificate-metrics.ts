import { Gauge, type Registry } from 'prom-client';
import type { Certificates } from '../tls/certificates.ts';

/** Registers when the certificates expire. A plane without TLS, or without a certificate yet, has no line. */
export function registerCertificateMetrics(
  registry: Registry,
  planes: Readonly<Record<'control' | 'data', Certificates | undefined>>,
): void {
  new Gauge({
    name: 'exit_certificate_expiry_timestamp_seconds',
    help: 'When the first certificate of the plane expires, seconds since 1970.',
    labelNames: ['plane'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [plane, certificates] of Object.entries(planes)) {
        const expiresAt = certificates?.expiresAt;
        if (expiresAt !== undefined) this.set({ plane }, expiresAt.getTime() / 1000);
      }
    },
  });
}
