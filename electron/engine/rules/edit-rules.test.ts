import { createHash, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NO_RULES, TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import { RequestError } from '../request-error.ts';
import { editRules } from './edit-rules.ts';
import { rulesView } from './rules-view.ts';

const PUBLIC_URL = 'https://blog.exit.test:8443';
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error as RequestError,
  );

/** Rules with one of each secret, and the secrets themselves. */
async function someRules() {
  const edit = {
    ...NO_RULES,
    basicAuth: [{ user: 'ada', password: 'correct horse' }],
    bearer: [{ label: 'CI' }],
    links: [{ label: 'Bob' }],
  };
  return editRules(NO_RULES, edit, PUBLIC_URL);
}

describe('editRules', () => {
  it('makes secrets that are told once, and keeps their hashes alone', async () => {
    const { rules, made } = await someRules();
    const [token] = made.tokens;
    const [link] = made.links;
    expect(TunnelRules.parse(rules)).toEqual(rules);
    expect(token?.token).toMatch(/^[\w-]{43}$/);
    expect(rules.bearer).toMatchObject([
      { label: 'CI', hash: sha256(token?.token ?? ''), last4: token?.token.slice(-4) },
    ]);
    expect(link?.url).toMatch(/^https:\/\/blog\.exit\.test:8443\/\.well-known\/porthole\/link\/[\w-]{43}$/);
    expect(rules.links).toMatchObject([{ label: 'Bob', hash: sha256(link?.url.split('/').at(-1) ?? '') }]);
    const [, log2, r, p, salt = '', hash] = rules.basicAuth[0]?.passwordHash.split('$') ?? [];
    const options = { N: 2 ** Number(log2), r: Number(r), p: Number(p), maxmem: 2 ** 27 };
    expect(scryptSync('correct horse', Buffer.from(salt, 'base64url'), 32, options).toString('base64url')).toBe(hash);
    expect(JSON.stringify(rules)).not.toContain('correct horse');
    expect(JSON.stringify(rules)).not.toContain(token?.token);
  });

  it('hashes one password twice differently', async () => {
    const [one, other] = await Promise.all([someRules(), someRules()]);
    expect(one.rules.basicAuth[0]?.passwordHash).not.toBe(other.rules.basicAuth[0]?.passwordHash);
  });

  it('shows no hash to the page', async () => {
    const { rules } = await someRules();
    const view = rulesView({
      ...rules,
      links: rules.links.map((link) => ({ ...link, cookieHash: link.hash, usedAt: 7 })),
    });
    expect(view.links).toMatchObject([{ label: 'Bob', usedAt: 7 }]);
    for (const hash of [rules.basicAuth[0]?.passwordHash, rules.bearer[0]?.hash, rules.links[0]?.hash]) {
      expect(JSON.stringify(view)).not.toContain(hash);
    }
  });

  it('keeps what stays and renames it, and takes away what is missing', async () => {
    const { rules } = await someRules();
    const view = rulesView(rules);
    const kept = await editRules(
      rules,
      { ...view, bearer: [{ id: view.bearer[0]?.id, label: 'Build' }], links: [] },
      undefined,
    );
    expect(kept).toEqual({
      rules: { ...rules, bearer: [{ ...rules.bearer[0], label: 'Build' }], links: [] },
      made: { tokens: [], links: [] },
    });
  });

  it('says which field cannot be done', async () => {
    const account = await failure(editRules(NO_RULES, { ...NO_RULES, basicAuth: [{ user: 'ada' }] }, PUBLIC_URL));
    expect(account).toMatchObject({ code: 'INVALID', field: 'rules.basicAuth.0.password' });
    const gone = await failure(editRules(NO_RULES, { ...NO_RULES, bearer: [{ id: 'gone', label: '' }] }, PUBLIC_URL));
    expect(gone).toMatchObject({ code: 'INVALID', field: 'rules.bearer.0' });
    const early = await failure(editRules(NO_RULES, { ...NO_RULES, links: [{ label: '' }] }, undefined));
    expect(early).toBeInstanceOf(RequestError);
    expect(early).toMatchObject({ code: 'INVALID', field: 'rules.links.0' });
  });
});
