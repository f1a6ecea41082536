import type { SignatureScheme } from './signature-scheme.ts';

const FIELD = 'stripe-signature';

/** https://docs.stripe.com/webhooks#verify-manually: `t=TIME,v1=HEX[,v1=HEX]` of `TIME.BODY`; other schemes such as v0 are for tests. */
export const stripe: SignatureScheme = {
  provider: 'stripe',
  title: 'Stripe',
  fieldName: FIELD,
  read(request) {
    const parts = (request.field(FIELD) ?? '').split(',').map((part) => part.trim());
    const time = parts.find((part) => part.startsWith('t='))?.slice(2) ?? '';
    if (!/^\d{1,12}$/.test(time)) return 'Its Stripe-Signature has no time ("t=" and a number of seconds).';
    const digests = parts.filter((part) => /^v1=[0-9a-f]{64}$/i.test(part)).map((part) => part.slice(3).toLowerCase());
    if (digests.length === 0) return 'Its Stripe-Signature has no "v1=" with 64 hexadecimal digits.';
    return { digests, timestamp: Number(time), signed: (body) => signed(time, body) };
  },
  // The whole text is the key, "whsec_" included.
  key: (secret) => Buffer.from(secret),
  sign: ({ body }, now, digest) => [
    ['Stripe-Signature', `t=${now},v1=${digest(signed(String(now), body)).toString('hex')}`],
  ],
};

function signed(time: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${time}.`), body]);
}
