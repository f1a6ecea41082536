import type { ExitTlsOptions } from '../exit-server-options.ts';
import type { ExitLog } from '../log.ts';
import { type ExitTls, loadExitTls } from '../tls/exit-tls.ts';
import { KeyStore } from '../tls/key-store.ts';
import type { ExitOptions } from './options.ts';
import { serverNames } from './server-names.ts';
import { tlsSettingsOf } from './tls-settings-of.ts';

/** Loads the certificates that the flags ask for, in dev mode keeping nothing. Rejects with UsageError or CertificateError. */
export function loadTls(options: ExitOptions, log: ExitLog): Promise<ExitTls | undefined> {
  const store = new KeyStore(options.devMode ? undefined : options.dataDir);
  return loadExitTls(tlsSettingsOf(options), { store, log, names: serverNames(options) });
}

/** The same as the exit server takes it. */
export function tlsOptionsOf(tls: ExitTls | undefined): ExitTlsOptions | undefined {
  if (tls === undefined) return undefined;
  return { control: tls.control, ca: tls.ownCa?.pem, data: tls.data, challenges: tls.challengeAnswers };
}

/** What SIGHUP does. */
export async function reloadTls(tls: ExitTls | undefined, log: ExitLog): Promise<void> {
  const text = tls === undefined ? 'there is no certificate to read again' : 'reading certificates again';
  log.info({}, `SIGHUP: ${text}`);
  await tls?.reload();
}
