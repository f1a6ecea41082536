import type { SafeStorage } from 'electron';
import type { Log } from '../engine/engine-parts.ts';
import type { SecretCipher } from '../engine/secrets/secret-cipher.ts';
import { KeychainCipher } from './keychain-cipher.ts';

/**
 * Backends on Linux that encrypt with a key written in Chromium's source, or that are not known: no protection
 * (https://www.electronjs.org/docs/latest/api/safe-storage#safestoragegetselectedstoragebackend-linux).
 */
const UNPROTECTED_BACKENDS: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

export type Keychain = { cipher: SecretCipher; unavailable?: undefined } | { cipher?: undefined; unavailable: string };

/** Finds the system's keychain, or says in one sentence why there is none that protects. Only after the app is ready. */
export async function findKeychain(storage: SafeStorage, platform: NodeJS.Platform, log: Log): Promise<Keychain> {
  const available = await storage.isAsyncEncryptionAvailable();
  // Availability alone says little on Linux: Chromium falls back to a backend that hides nothing.
  const backend = platform === 'linux' ? storage.getSelectedStorageBackend() : 'system';
  if (available && !UNPROTECTED_BACKENDS.has(backend)) return { cipher: new KeychainCipher(storage) };
  log.warn(
    { available, backend },
    'no keychain protects secrets here: they are kept in memory unless the user says otherwise',
  );
  return { unavailable: platform === 'linux' ? NONE_ON_LINUX : NONE };
}

const NONE = 'The system’s keychain does not answer: unlock it and start Porthole again.';
const NONE_ON_LINUX =
  'This desktop has no keychain that protects secrets: install GNOME Keyring or KWallet, unlock it, and start Porthole again.';
