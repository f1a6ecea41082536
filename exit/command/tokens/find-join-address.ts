import { createLog } from '../../log.ts';
import { type JoinAddress, joinAddress } from '../join-address.ts';
import { loadTls } from '../load-tls.ts';
import type { ExitOptions } from '../options.ts';
import { tlsSettingsOf } from '../tls-settings-of.ts';
import { recallAddress } from './server-address.ts';

/**
 * Where the join link of a new token leads: to `--server`, else to where the server that runs (or ran last) says that it is, else to where
 * one with these variables would be. Its own CA is made where there is none yet, so that a link can be given before the first start.
 * Rejects with UsageError or CertificateError.
 */
export async function findJoinAddress(options: ExitOptions): Promise<JoinAddress> {
  const known = recallAddress(options.dataDir);
  const { publicControlUrl } = options;
  if (known !== undefined) {
    if (publicControlUrl === undefined) return known;
    const secure = publicControlUrl.startsWith('wss:') && known.ca !== undefined;
    return secure ? { server: publicControlUrl, ca: known.ca } : { server: publicControlUrl };
  }
  const { port } = options.controlAddr;
  const { kind } = tlsSettingsOf(options);
  if (kind !== 'own-ca') return joinAddress({ options, port, tls: kind === 'off' ? undefined : { ownCa: undefined } });
  const tls = await loadTls(options, createLog('silent', 'json'));
  const address = joinAddress({ options, port, tls });
  await tls?.close();
  return address;
}
