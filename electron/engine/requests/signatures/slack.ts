import type { SignatureScheme } from './signature-scheme.ts';

const FIELD = 'x-slack-signature';
const TIME = 'x-slack-request-timestamp';

/** https://api.slack.com/authentication/verifying-requests-from-slack: `v0=HEX` of `v0:TIME:BODY`. */
export const slack: SignatureScheme = {
  provider: 'slack',
  title: 'Slack',
  fieldName: FIELD,
  read(request) {
    const digest = /^v0=([0-9a-f]{64})$/i.exec(request.field(FIELD) ?? '')?.[1];
    if (digest === undefined) return 'Its X-Slack-Signature is not "v0=" and 64 hexadecimal digits.';
    const time = request.field(TIME) ?? '';
    if (!/^\d{1,12}$/.test(time)) return 'Its X-Slack-Request-Timestamp is missing or not a number of seconds.';
    return { digests: [digest.toLowerCase()], timestamp: Number(time), signed: (body) => signed(time, body) };
  },
  key: (secret) => Buffer.from(secret),
  sign: ({ body }, now, digest) => [
    ['X-Slack-Request-Timestamp', String(now)],
    ['X-Slack-Signature', `v0=${digest(signed(String(now), body)).toString('hex')}`],
  ],
};

function signed(time: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`v0:${time}:`), body]);
}
