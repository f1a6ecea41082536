import type { SafeStorage } from 'electron';
import type { Log } from '../engine/engine-parts.ts';
import { MemoryCipher } from '../engine/secrets/memory-cipher.ts';
import type { SecretCipher } from '../engine/secrets/secret-cipher.ts';
import { KeychainCipher } from './keychain-cipher.ts';

/**
 * Backends on Linux that encrypt with a key written in Chromium's source, or that are not known: no protection
 * (https://www.electronjs.org/docs/latest/api/safe-storage#safestoragegetselectedstoragebackend-linux).
 */
const UNPROTECTED_BACKENDS: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

/**
 * Chooses where secrets are kept: the keychain where there is one that protects, else only memory, so that nothing
 * readable lands on the disk without the user's word. Only after the app is ready.
 */
export async function chooseCipher(storage: SafeStorage, platform: NodeJS.Platform, log: Log): Promise<SecretCipher> {
  const available = await storage.isAsyncEncryptionAvailable();
  // Availability alone says little on Linux: Chromium falls back to a backend that hides nothing.
  const backend = platform === 'linux' ? storage.getSelectedStorageBackend() : 'system';
  if (available && !UNPROTECTED_BACKENDS.has(backend)) return new KeychainCipher(storage);
  log.warn(
    { available, backend },
    'no keychain protects secrets here: they are kept in memory and must be entered again',
  );
  return new MemoryCipher();
}
