import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SignatureProvider } from '../../../../shared/contract/signing-secret.ts';
import { type CheckInput, checkSignature, signRequest } from './check-signature.ts';
import { SCHEMES } from './schemes.ts';
import type { SignedRequest } from './signature-scheme.ts';

interface Vector {
  provider: SignatureProvider;
  secret: string;
  body: string;
  fields: Record<string, string>;
  /** s since the epoch. */
  at: number;
}

/** Those of GitHub, Slack and Standard Webhooks are from their public documents; Stripe and Shopify publish none: made with OpenSSL. */
const VECTORS: Vector[] = [
  {
    // https://github.com/standard-webhooks/standard-webhooks, as in the documents of Svix.
    provider: 'standard',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    body: '{"test": 2432232314}',
    fields: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,bm9ldHU= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    at: 1_614_265_330,
  },
  {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    provider: 'github',
    secret: "It's a Secret to Everybody",
    body: 'Hello, World!',
    fields: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
    at: 1_700_000_000,
  },
  {
    // https://api.slack.com/authentication/verifying-requests-from-slack
    provider: 'slack',
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    fields: {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
    at: 1_531_420_618,
  },
  {
    // printf '1614265330.{"id":1}' | openssl dgst -sha256 -hmac whsec_test
    provider: 'stripe',
    secret: 'whsec_test',
    body: '{"id":1}',
    fields: {
      'stripe-signature': 't=1614265330,v1=9878a59ce3fbbb5758e049312d0f721feb96077ded536887cb64cdfaab94092d,v0=00',
    },
    at: 1_614_265_330,
  },
  {
    // printf '{"id":1}' | openssl dgst -sha256 -hmac shop-secret -binary | base64
    provider: 'shopify',
    secret: 'shop-secret',
    body: '{"id":1}',
    fields: { 'x-shopify-hmac-sha256': 'plW8VGqq0nDMIEhDqaNNW99asdUCy7EIqLZVcQwtAZ0=' },
    at: 1_700_000_000,
  },
];

function request(fields: Record<string, string | null>, body: string | Buffer): SignedRequest {
  return { field: (name) => fields[name], body: Buffer.from(body as string) };
}

function check({ provider, fields, body, secret, at }: Vector, part: Partial<CheckInput> = {}) {
  return checkSignature(SCHEMES[provider], {
    request: request(fields, body),
    decoded: undefined,
    arrivedAt: at + 2,
    secret,
    others: [],
    otherSecrets: new Map(),
    ...part,
  });
}

function hub(secret: string, body: string) {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Signed by GitHub's way for `signed`, arrived as `arrived`. */
function changed(signed: string, arrived: string | Buffer, part: Partial<CheckInput> = {}) {
  const fields = { 'x-hub-signature-256': hub('s3cret', signed) };
  const vector: Vector = { provider: 'github', secret: 's3cret', body: '', fields, at: 0 };
  return check(vector, { request: request(fields, arrived), ...part });
}

describe.each(VECTORS)('the signature of $provider', (vector) => {
  it('is valid in the public example', () => {
    expect(check(vector).result).toBe('valid');
  });

  it('is found to be of another body or secret, without saying which where nothing tells', () => {
    expect(check({ ...vector, body: `${vector.body.slice(0, -2)}!!` }).result).toBe('unsure');
    expect(check({ ...vector, secret: 'whsec_AAAA' }).result).toBe('unsure');
  });

  it('is made anew for a replay, with the present time', () => {
    const scheme = SCHEMES[vector.provider];
    const now = vector.at + 86_400;
    const body = Buffer.from('another body');
    const fresh = signRequest(scheme, { ...request(vector.fields, ''), body }, vector.secret, now) ?? [];
    const fields = Object.fromEntries(fresh.map(([name, value]) => [name.toLowerCase(), value]));
    expect(check({ ...vector, fields, body: 'another body', at: now }).result).toBe('valid');
    expect(check({ ...vector, fields, at: now }).result).not.toBe('valid');
  });

  it('is none where its field is missing, malformed or masked', () => {
    const { fieldName } = SCHEMES[vector.provider];
    expect(check({ ...vector, fields: {} }).result).toBe('none');
    expect(check({ ...vector, fields: { [fieldName]: 'nonsense' } }).result).toBe('none');
    const masked = check(vector, { request: request({ [fieldName]: null }, vector.body) });
    expect(masked).toMatchObject({ result: 'none', message: expect.stringContaining('masked') });
  });
});

describe('a signature that does not hold', () => {
  it('is too old where it was signed more than five minutes before it arrived', () => {
    for (const vector of VECTORS.filter(({ provider }) => provider !== 'github' && provider !== 'shopify')) {
      expect(check(vector, { arrivedAt: vector.at + 299 }).result).toBe('valid');
      expect(check(vector, { arrivedAt: vector.at + 3_600 })).toMatchObject({
        result: 'too-old',
        message: expect.stringContaining('60 minutes'),
      });
      expect(check(vector, { arrivedAt: vector.at - 3_600 })).toMatchObject({
        result: 'too-old',
        message: expect.stringContaining('clock'),
      });
    }
  });

  it.each([
    ['a line break more at its end', '{"a":1}', '{"a":1}\n'],
    ['lost the line break', '{"a":1}\n', '{"a":1}'],
    ['CR LF', 'a\nb', 'a\r\nb'],
    ['LF where CR LF', 'a\r\nb', 'a\nb'],
    ['read and written again', '{"a": [1, 2], "b": "x"}', '{"a":[1,2],"b":"x"}'],
    ['read and written again', '{"a":"Gr\\u00fc\\u00dfe"}', '{"a":"Grüße"}'],
    ['read and written again', '{"url":"http:\\/\\/x"}', '{"url":"http://x"}'],
    ['read and written again', '{"a":1}', '{\n  "a": 1\n}'],
    ['byte order mark', 'text', Buffer.from('\ufefftext')],
    ['spaces encoded', 'a=b+c', 'a=b%20c'],
    ['empty body', '', 'something'],
  ])('says that the body has changed: %s', (words, signed, arrived) => {
    expect(changed(signed, arrived)).toMatchObject({ result: 'body-changed', message: expect.stringContaining(words) });
  });

  it('says that the body was compressed on the way', () => {
    const found = changed('{"a":1}', gzipSync('{"a":1}'), { decoded: Buffer.from('{"a":1}') });
    expect(found).toMatchObject({ result: 'body-changed', message: expect.stringContaining('compressed') });
  });

  it('says that the body has changed where the secret verifies other requests', () => {
    const other = request({ 'x-hub-signature-256': hub('s3cret', 'fine') }, 'fine');
    expect(changed('one', 'two', { others: [other] }).result).toBe('body-changed');
  });

  it('says whose signature it is where it is that of another request', () => {
    const found = changed('one', 'two', { others: [request({}, 'one')] });
    expect(found).toMatchObject({
      result: 'body-changed',
      message: expect.stringContaining('another captured request'),
    });
  });

  it('says that the secret is wrong where it verifies no other request either', () => {
    const others = ['x', 'y'].map((body) => request({ 'x-hub-signature-256': hub('right', body) }, body));
    const fields = { 'x-hub-signature-256': hub('right', 'z') };
    const found = check({ provider: 'github', secret: 'wrong', body: 'z', fields, at: 0 }, { others });
    expect(found).toMatchObject({ result: 'wrong-secret', message: expect.stringContaining('2 other') });
  });

  it('names the other secret that fits', () => {
    const fields = { 'x-hub-signature-256': hub('right', 'z') };
    const otherSecrets = new Map([['production', 'right']]);
    const found = check({ provider: 'github', secret: 'wrong', body: 'z', fields, at: 0 }, { otherSecrets });
    expect(found).toMatchObject({ result: 'wrong-secret', message: expect.stringContaining('"production"') });
  });

  it.each([
    ['quotation marks', '"right"', 'right'],
    ['without "whsec_"', 'whsec_right', 'right'],
    ['"whsec_" is missing', 'right', 'whsec_right'],
  ])('sees a mistake of copying: %s', (words, secret, real) => {
    const fields = { 'x-hub-signature-256': hub(real, 'z') };
    const found = check({ provider: 'github', secret, body: 'z', fields, at: 0 });
    expect(found).toMatchObject({ result: 'wrong-secret', message: expect.stringContaining(words) });
  });

  it('says that the secret of Standard Webhooks is none where it is no base64', () => {
    const [standard] = VECTORS;
    if (!standard) throw new Error('there is no vector');
    expect(check({ ...standard, secret: 'not base64!' }).result).toBe('wrong-secret');
  });
});
