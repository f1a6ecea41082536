import type { Finding } from '../../../shared/contract/doctor.ts';
import { findings } from './findings.ts';

/** What checks of exit servers say where there is none. */
export function noServers(): Finding {
  return findings.skipped('Exit servers', 'You have none of your own yet: shares work on this computer only.');
}
