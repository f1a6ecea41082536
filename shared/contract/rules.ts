import { z } from 'zod';
import { BasicAccount, BearerToken, TunnelRules, VisitorLink } from '../rules/tunnel-rules.ts';

const { shape } = TunnelRules;

/** Rules that are no secret: the page sees and sends them as they are. */
const open = {
  allow: shape.allow,
  deny: shape.deny,
  requestsPerSecond: shape.requestsPerSecond,
  maxBodyBytes: shape.maxBodyBytes,
  requestHeaders: shape.requestHeaders,
  responseHeaders: shape.responseHeaders,
  routes: shape.routes,
  expiresAt: shape.expiresAt,
  idleMinutes: shape.idleMinutes,
};

/** What the page sees of a tunnel's rules: all but the hashes of its secrets. */
export const RulesView = z.object({
  basicAuth: z.array(z.object({ user: BasicAccount.shape.user })),
  bearer: z.array(BearerToken.omit({ hash: true })),
  links: z.array(VisitorLink.omit({ hash: true, cookieHash: true })),
  ...open,
});

/** Shorter ones are found by trying: whoever knows the address may try. */
const MIN_PASSWORD = 8;

/** A new password of an account (RFC 7617 §2: no control characters). */
const NewPassword = z
  .string()
  .min(MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`)
  .max(256, 'Use at most 256 characters.')
  .regex(/^\P{Cc}+$/u, 'A password has no control characters.');

/** Of tokens and links: those with an `id` are kept, the others are made; what is missing is taken away. */
const made = z.object({ id: z.string().min(1).max(64).optional(), label: BearerToken.shape.label });

/** All rules of a tunnel as the page wants them. Passwords go in and never come out. */
export const RulesEdit = z
  .object({
    /** Without a password an account keeps the one that it has. */
    basicAuth: z.array(z.object({ user: BasicAccount.shape.user, password: NewPassword.optional() })).max(32),
    bearer: z.array(made).max(32),
    links: z.array(made).max(32),
    ...open,
  })
  .superRefine(({ basicAuth, routes }, context) => {
    const twice = (list: readonly string[], path: (index: number) => PropertyKey[], message: string) => {
      list.forEach((text, index) => {
        if (list.indexOf(text) < index) context.addIssue({ code: 'custom', path: path(index), message });
      });
    };
    twice(
      basicAuth.map(({ user }) => user),
      (index) => ['basicAuth', index, 'user'],
      'This user is there already.',
    );
    twice(
      routes.map(({ path }) => path),
      (index) => ['routes', index, 'path'],
      'This path is there already.',
    );
  });

/** Secrets that the engine has just made. They are told once, and only their hashes are kept. */
export const MadeSecrets = z.object({
  tokens: z.array(z.object({ label: z.string(), token: z.string() })),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});

export type RulesView = z.infer<typeof RulesView>;
export type RulesEdit = z.infer<typeof RulesEdit>;
export type MadeSecrets = z.infer<typeof MadeSecrets>;
