import type { KeyPair } from './key-pair.ts';

/** When a certificate is to be renewed: with a third of its life left, as Let's Encrypt advises. Ms since 1970. */
export function renewalTime({ startsAt, expiresAt }: Pick<KeyPair, 'startsAt' | 'expiresAt'>): number {
  return expiresAt.getTime() - (expiresAt.getTime() - startsAt.getTime()) / 3;
}
