import { createLog } from '../log.ts';
import type { Exposure } from './exposure.ts';
import { loadTls } from './load-tls.ts';
import type { ExitOptions } from './options.ts';
import { tlsSettingsOf } from './tls-settings-of.ts';

/**
 * What `--check` does once the flags and the token are read: loads certificate files, and says who would reach what. It changes nothing,
 * so it listens nowhere, makes no keys and asks no ACME server; whether an address is free shows only at the start. Rejects with CertificateError.
 */
export async function checkConfiguration(
  options: ExitOptions,
  { facts, warnings }: Exposure,
  stdout: Pick<NodeJS.WriteStream, 'write'>,
): Promise<void> {
  if (tlsSettingsOf(options).kind === 'files') {
    const tls = await loadTls(options, createLog('silent', 'json'));
    await tls?.close();
  }
  const lines = [
    'the configuration is good',
    ...facts.map((fact) => `  ${fact}`),
    ...warnings.map((text) => `warning: ${text}`),
  ];
  stdout.write(`${lines.join('\n')}\n`);
}
