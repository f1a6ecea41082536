import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { MadeSecrets, RulesEdit } from '../../../shared/contract/rules.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import { visitorLinkUrl } from '../../../shared/rules/visitor-link.ts';
import { RequestError } from '../request-error.ts';
import { hashPassword } from './hash-password.ts';

/** 256 bits: what is random needs no slow hash. */
const SECRET_BYTES = 32;

/** Rules as they are to be kept, and the secrets that were made for them. */
export interface EditedRules {
  readonly rules: TunnelRules;
  readonly made: MadeSecrets;
}

/**
 * Makes the rules of a tunnel from what the page wants: hashes new passwords, makes new tokens and links, and keeps those that are there.
 * @param publicUrl what new links begin with; undefined where it is not known yet
 * Throws RequestError INVALID, with a path as its field, e.g. `rules.basicAuth.0.password`.
 */
export async function editRules(
  before: TunnelRules,
  edit: RulesEdit,
  publicUrl: string | undefined,
): Promise<EditedRules> {
  const made: MadeSecrets = { tokens: [], links: [] };
  const rules: TunnelRules = {
    ...edit,
    bearer: edit.bearer.map((token, index) => keptOr(before.bearer, token, `rules.bearer.${index}`, newToken(made))),
    links: edit.links.map((link, index) => {
      const place = `rules.links.${index}`;
      return keptOr(before.links, link, place, newLink(made, publicUrl, place));
    }),
    // Last, since it takes time: what is wrong with the others is said at once.
    basicAuth: await Promise.all(
      edit.basicAuth.map(async ({ user, password }, index) => {
        const known = before.basicAuth.find((account) => account.user === user);
        if (password !== undefined) return { user, passwordHash: await hashPassword(password) };
        if (known !== undefined) return known;
        throw new RequestError('INVALID', 'Enter a password.', `rules.basicAuth.${index}.password`);
      }),
    ),
  };
  return { rules, made };
}

function keptOr<Kept extends { id: string; label: string }>(
  before: readonly Kept[],
  { id, label }: { id?: string | undefined; label: string },
  place: string,
  make: (label: string) => Kept,
): Kept {
  if (id === undefined) return make(label);
  const kept = before.find((entry) => entry.id === id);
  if (kept === undefined) throw new RequestError('INVALID', 'This is no longer there: remove it from the list.', place);
  return { ...kept, label };
}

function newToken(made: MadeSecrets) {
  return (label: string): TunnelRules['bearer'][number] => {
    const token = randomBytes(SECRET_BYTES).toString('base64url');
    made.tokens.push({ label, token });
    return { id: randomUUID(), label, hash: hashSecret(token), last4: token.slice(-4) };
  };
}

function newLink(made: MadeSecrets, publicUrl: string | undefined, place: string) {
  return (label: string): TunnelRules['links'][number] => {
    if (publicUrl === undefined) {
      throw new RequestError('INVALID', 'Start the tunnel first: a link begins with its public URL.', place);
    }
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    made.links.push({ label, url: visitorLinkUrl(publicUrl, secret) });
    return { id: randomUUID(), label, hash: hashSecret(secret) };
  };
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
