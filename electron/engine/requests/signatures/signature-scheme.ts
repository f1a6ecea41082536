import type { SignatureProvider } from '../../../../shared/contract/signing-secret.ts';

/** A request as far as its signature is concerned. */
export interface SignedRequest {
  /** Returns the value of the first field of that name (lower case); undefined where there is none, null where it was masked. */
  field(lowerName: string): string | null | undefined;
  readonly body: Buffer;
}

/** What a request's fields say of its signature. */
export interface SignatureClaim {
  /** Signatures, each in hexadecimal; any one of them may hold (senders send two while a secret changes). */
  readonly digests: readonly string[];
  /** When it was signed, s since the epoch; undefined where the sender does not say. */
  readonly timestamp: number | undefined;
  /** The bytes that are signed, for a body. */
  signed(body: Buffer): Buffer;
}

/** How one sender signs webhooks. All use HMAC-SHA256. */
export interface SignatureScheme {
  readonly provider: SignatureProvider;
  readonly title: string;
  /** The field that carries the signature. */
  readonly fieldName: string;
  /** Reads the fields. A text says what is missing or malformed. */
  read(request: SignedRequest): SignatureClaim | string;
  /** The key of the HMAC; undefined where the secret is none. */
  key(secret: string): Buffer | undefined;
  /** Fields of a request that is signed now. @param now s since the epoch @param digest of the bytes given */
  sign(request: SignedRequest, now: number, digest: (signed: Buffer) => Buffer): [string, string][];
}
