import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { formatPasswordHash } from '../../../shared/rules/password-hash.ts';

/*
 * One of the settings that OWASP's Password Storage Cheat Sheet names for scrypt (N=2^15, r=8, p=3): 32 MiB and some 150 ms, once a
 * password is set here, and at the exit server when somebody uses it for the first time.
 */
const LOG2_COST = 15;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 3;
/** RFC 7914 §2 leaves the salt's length open; NIST SP 800-132 §5.1 asks for 16 bytes. */
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Twice what it takes, 128 N r: Node refuses more than 32 MiB unless told. */
const MAX_MEMORY = 2 * 128 * 2 ** LOG2_COST * BLOCK_SIZE;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** Hashes a password with a salt of its own (see parsePasswordHash), in Unicode's form NFC, in which browsers send it (RFC 7617 §2.1). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const options = { N: 2 ** LOG2_COST, r: BLOCK_SIZE, p: PARALLELIZATION, maxmem: MAX_MEMORY };
  const hash = await derive(password.normalize('NFC'), salt, HASH_BYTES, options);
  return formatPasswordHash({
    cost: 2 ** LOG2_COST,
    blockSize: BLOCK_SIZE,
    parallelization: PARALLELIZATION,
    salt: salt.toString('base64url'),
    hash: hash.toString('base64url'),
  });
}
