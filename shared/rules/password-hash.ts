/** A password as it is kept: what RFC 7914 (scrypt) makes of it, and with which parameters. */
export interface PasswordHash {
  /** N, the CPU and memory cost: a power of 2. */
  cost: number;
  /** r */
  blockSize: number;
  /** p */
  parallelization: number;
  /** base64url */
  salt: string;
  /** base64url */
  hash: string;
}

const FORM = /^scrypt\$(\d{2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22,64})\$([\w-]{43,86})$/;
/**
 * Memory of one check, 128 N r bytes, and its work N r p: a client chooses the parameters, and the exit server of many clients pays. Three times what OWASP's
 * Password Storage Cheat Sheet asks for at least.
 */
const MAX_MEMORY = 64 * 1024 * 1024;
const MAX_WORK = 2 ** 21;
/** Less would be no protection once a settings file is lost. */
const MIN_LOG2_COST = 14;

/** Reads `scrypt$LOG2N$R$P$SALT$HASH`, salt and hash in base64url. Returns undefined for anything else, and where it would cost too little or too much. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, log2, r, p, salt, hash] = FORM.exec(text) ?? [];
  if (log2 === undefined || salt === undefined || hash === undefined) return undefined;
  const cost = 2 ** Number(log2);
  const blockSize = Number(r);
  const parallelization = Number(p);
  if (Number(log2) < MIN_LOG2_COST || blockSize < 1 || parallelization < 1) return undefined;
  if (128 * cost * blockSize > MAX_MEMORY || cost * blockSize * parallelization > MAX_WORK) return undefined;
  return { cost, blockSize, parallelization, salt, hash };
}

/** Writes what parsePasswordHash reads. */
export function formatPasswordHash({ cost, blockSize, parallelization, salt, hash }: PasswordHash): string {
  return `scrypt$${Math.log2(cost)}$${blockSize}$${parallelization}$${salt}$${hash}`;
}
