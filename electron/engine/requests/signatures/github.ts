import type { SignatureScheme } from './signature-scheme.ts';

const FIELD = 'x-hub-signature-256';

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries: `sha256=HEX` of the body; no time is signed. */
export const github: SignatureScheme = {
  provider: 'github',
  title: 'GitHub',
  fieldName: FIELD,
  read(request) {
    const digest = /^sha256=([0-9a-f]{64})$/i.exec(request.field(FIELD) ?? '')?.[1];
    if (digest === undefined) return 'Its X-Hub-Signature-256 is not "sha256=" and 64 hexadecimal digits.';
    return { digests: [digest.toLowerCase()], timestamp: undefined, signed: (body) => body };
  },
  key: (secret) => Buffer.from(secret),
  sign: ({ body }, _now, digest) => [['X-Hub-Signature-256', `sha256=${digest(body).toString('hex')}`]],
};
