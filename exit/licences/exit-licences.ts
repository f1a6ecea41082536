import type { LicenceIssuer, LicenceSigner } from './issuer-key.ts';
import type { LicenceStore } from './licence-store.ts';

/** What an exit server has to do with licences. */
export interface ExitLicences {
  /** Whether a session needs one. */
  required: boolean;
  /** Whose licences are taken, this server's own among them. */
  issuers: readonly LicenceIssuer[];
  /** Where this server issues licences itself. The server closes the store at its end. */
  own?: { signer: LicenceSigner; store: LicenceStore } | undefined;
  /** ms since the epoch, for tests */
  now?: () => number;
}
