import type { SignatureScheme } from './signature-scheme.ts';

const FIELD = 'x-shopify-hmac-sha256';

/** https://shopify.dev/docs/apps/build/webhooks: base64 of the body's HMAC under the app's client secret; no time is signed. */
export const shopify: SignatureScheme = {
  provider: 'shopify',
  title: 'Shopify',
  fieldName: FIELD,
  read(request) {
    const digest = Buffer.from(request.field(FIELD) ?? '', 'base64');
    if (digest.length !== 32) return 'Its X-Shopify-Hmac-Sha256 is not the base64 of 32 bytes.';
    return { digests: [digest.toString('hex')], timestamp: undefined, signed: (body) => body };
  },
  key: (secret) => Buffer.from(secret),
  sign: ({ body }, _now, digest) => [['X-Shopify-Hmac-Sha256', digest(body).toString('base64')]],
};
