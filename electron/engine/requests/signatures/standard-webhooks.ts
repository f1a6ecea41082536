import type { SignatureScheme, SignedRequest } from './signature-scheme.ts';

const PREFIX = 'whsec_';
/** Svix, where the standard comes from, sends the same under its own name. */
const FAMILIES = ['webhook', 'svix'] as const;

/**
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: `v1,BASE64` of `ID.TIME.BODY`, several with
 * spaces between; the secret is base64 behind `whsec_`. `v1a`, with public keys, is not checked.
 */
export const standardWebhooks: SignatureScheme = {
  provider: 'standard',
  title: 'Standard Webhooks',
  fieldName: 'webhook-signature',
  read(request) {
    const family = familyOf(request);
    if (family === undefined) return 'It has no Webhook-Signature.';
    const entries = (request.field(`${family}-signature`) ?? '').split(' ');
    const digests = entries
      .filter((entry) => entry.startsWith('v1,'))
      .map((entry) => Buffer.from(entry.slice(3), 'base64'))
      .filter((digest) => digest.length === 32)
      .map((digest) => digest.toString('hex'));
    if (digests.length === 0) {
      return entries.some((entry) => entry.startsWith('v1a,'))
        ? 'It is signed with a private key (v1a), which cannot be checked with a secret.'
        : 'Its Webhook-Signature has no "v1," with the base64 of 32 bytes.';
    }
    const id = request.field(`${family}-id`);
    if (!id) return 'Its Webhook-Id is missing.';
    const time = request.field(`${family}-timestamp`) ?? '';
    if (!/^\d{1,12}$/.test(time)) return 'Its Webhook-Timestamp is missing or not a number of seconds.';
    return { digests, timestamp: Number(time), signed: (body) => signed(id, time, body) };
  },
  key(secret) {
    const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
    return /^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : undefined;
  },
  sign(request, now, digest) {
    const family = familyOf(request) ?? 'webhook';
    const id = request.field(`${family}-id`) ?? 'msg_replayed';
    const signature = digest(signed(id, String(now), request.body)).toString('base64');
    return [
      [`${family}-id`, id],
      [`${family}-timestamp`, String(now)],
      [`${family}-signature`, `v1,${signature}`],
    ];
  },
};

function familyOf(request: SignedRequest): (typeof FAMILIES)[number] | undefined {
  return FAMILIES.find((family) => typeof request.field(`${family}-signature`) === 'string');
}

function signed(id: string, time: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${time}.`), body]);
}
