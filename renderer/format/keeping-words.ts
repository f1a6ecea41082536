import type { Keeping, SecretState } from '../../shared/contract/secrets.ts';

/** Where something is kept, behind "kept". */
export const KEPT_WHERE: Record<Keeping, string> = {
  keychain: 'in the system’s keychain',
  file: 'in a file that only you can read',
  memory: 'in memory, until Porthole quits',
};

/** How a secret fares where something is wrong with it. */
export const STATE_WORDS: Record<Exclude<SecretState, 'kept'>, string> = {
  undecryptable: 'Cannot be decrypted: enter it again.',
  'out-of-reach': 'Kept where it cannot be reached from here: enter it again.',
  missing: 'Not on this computer: enter it.',
};
