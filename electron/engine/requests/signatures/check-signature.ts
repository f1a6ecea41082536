import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureVerdict } from '../../../../shared/contract/signing-secret.ts';
import { bodyVariants } from './body-variants.ts';
import type { SignatureClaim, SignatureScheme, SignedRequest } from './signature-scheme.ts';

/** How far signed time and arrival may be apart, s: what Stripe, Slack and Standard Webhooks recommend. */
export const TOLERANCE_S = 300;

/** A request whose signature is checked, and what helps to tell why it does not hold. */
export interface CheckInput {
  readonly request: SignedRequest;
  /** The body without its Content-Encoding, where it has one. */
  readonly decoded: Buffer | undefined;
  /** When it arrived, s since the epoch. */
  readonly arrivedAt: number;
  readonly secret: string;
  /** Other requests of the same tunnel, newest first. */
  readonly others: readonly SignedRequest[];
  /** Other secrets of the same sender that the user keeps, by label. */
  readonly otherSecrets: ReadonlyMap<string, string>;
}

/**
 * Says whether a signature holds, and why not. HMAC tells only yes or no; a reason is given where something else verifies: the same
 * secret for another form of the body or for other requests, or another secret for this one. Where nothing does, it says so.
 */
export function checkSignature(scheme: SignatureScheme, input: CheckInput): SignatureVerdict {
  const { request, secret, arrivedAt } = input;
  const value = request.field(scheme.fieldName);
  if (value === null) return none(`Its ${scheme.fieldName} was masked: take it off the masked fields in Settings.`);
  const claim = scheme.read(request);
  if (typeof claim === 'string') return none(claim);
  const key = scheme.key(secret);
  if (!key)
    return verdict('wrong-secret', `This is no secret of ${scheme.title}: it is base64, usually behind "whsec_".`);
  if (!holds(claim, key, request.body)) return explain(scheme, input, claim, key);
  const age = claim.timestamp === undefined ? 0 : arrivedAt - claim.timestamp;
  if (Math.abs(age) <= TOLERANCE_S)
    return verdict('valid', `${scheme.title} signed it with this secret, and nothing was changed.`);
  return verdict(
    'too-old',
    age > 0
      ? `Body and secret match, but it was signed ${minutes(age)} before it arrived; more than 5 minutes are refused. Was it sent again, or is a clock wrong?`
      : `Body and secret match, but its time is ${minutes(-age)} in the future: a clock is wrong.`,
  );
}

/** Fields of the same request, signed now. @param now s since the epoch */
export function signRequest(
  scheme: SignatureScheme,
  request: SignedRequest,
  secret: string,
  now: number,
): [string, string][] | undefined {
  const key = scheme.key(secret);
  return key && scheme.sign(request, now, (signed) => hmac(key, signed));
}

function explain(scheme: SignatureScheme, input: CheckInput, claim: SignatureClaim, key: Buffer): SignatureVerdict {
  const { request, decoded, secret, others, otherSecrets } = input;
  for (const { body, change } of bodyVariants(request.body, decoded)) {
    if (holds(claim, key, body))
      return verdict('body-changed', `The secret is right, and the body was changed on the way: it ${change}.`);
  }
  const form = secretForms(secret).find(({ text }) => holdsFor(scheme, claim, text, request.body));
  if (form) return verdict('wrong-secret', `The secret is nearly right: ${form.mistake}.`);
  for (const [label, other] of otherSecrets) {
    if (holdsFor(scheme, claim, other, request.body))
      return verdict('wrong-secret', `It was signed with another secret that you keep: "${label}".`);
  }
  if (others.some(({ body }) => holds(claim, key, body))) {
    return verdict(
      'body-changed',
      'The secret is right, and the body is not the one that was signed: the signature is that of another captured request.',
    );
  }
  return compareWithOthers(scheme, key, others);
}

/** What the secret says to other requests of the sender. */
function compareWithOthers(scheme: SignatureScheme, key: Buffer, others: readonly SignedRequest[]): SignatureVerdict {
  let signed = 0;
  for (const other of others) {
    const claim = scheme.read(other);
    if (typeof claim === 'string') continue;
    signed += 1;
    if (holds(claim, key, other.body)) {
      return verdict(
        'body-changed',
        'The secret is right, since it verifies other requests: this one’s body, or its signed fields, were changed after signing.',
      );
    }
  }
  if (signed > 0) {
    const count = signed === 1 ? 'the other signed request' : `any of ${signed} other signed requests`;
    return verdict(
      'wrong-secret',
      `The secret does not verify ${count} either, so it is most likely the wrong one. Take it from ${scheme.title} again.`,
    );
  }
  return verdict(
    'unsure',
    'Body or secret does not match. With one signed request alone nobody can tell which: check the secret first, then capture another request.',
  );
}

/** Mistakes that are made when a secret is copied. */
function secretForms(secret: string): { text: string; mistake: string }[] {
  const bare = secret.replace(/^whsec_/, '');
  const unquoted = secret.replace(/^["']|["']$/g, '');
  const decoded = Buffer.from(bare, 'base64');
  const forms = [
    { text: secret.trim(), mistake: 'it has white space around it' },
    { text: unquoted, mistake: 'it has quotation marks around it' },
    { text: bare, mistake: 'it was signed without "whsec_"' },
    { text: `whsec_${secret}`, mistake: '"whsec_" is missing before it' },
    { text: decoded.toString('latin1'), mistake: 'it was signed with what it says in base64' },
    {
      text: `whsec_${Buffer.from(secret).toString('base64')}`,
      mistake: 'it was signed with its plain text, not with what it says in base64',
    },
  ];
  return forms.filter(({ text }) => text !== secret && text !== '');
}

function holdsFor(scheme: SignatureScheme, claim: SignatureClaim, secret: string, body: Buffer): boolean {
  const key = scheme.key(secret);
  return key !== undefined && holds(claim, key, body);
}

function holds(claim: SignatureClaim, key: Buffer, body: Buffer): boolean {
  const expected = hmac(key, claim.signed(body));
  return claim.digests.some((digest) => timingSafeEqual(Buffer.from(digest, 'hex'), expected));
}

function hmac(key: Buffer, signed: Buffer): Buffer {
  return createHmac('sha256', key).update(signed).digest();
}

function minutes(seconds: number): string {
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`;
}

function verdict(result: SignatureVerdict['result'], message: string): SignatureVerdict {
  return { result, message };
}

function none(message: string): SignatureVerdict {
  return { result: 'none', message };
}
