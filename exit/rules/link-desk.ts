import { randomBytes } from 'node:crypto';
import { getFields } from '../../shared/http1/fields.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { VisitorLink } from '../../shared/rules/tunnel-rules.ts';
import { LINK_PATH } from '../../shared/rules/visitor-link.ts';
import type { GuessCount } from './credentials.ts';
import { linkCookie } from './link-cookie.ts';
import { linkPage } from './link-page.ts';
import { isSameHash, secretHash } from './secret-hash.ts';
import type { LinkUse, UsedLinks } from './used-links.ts';
import { denials, type Verdict } from './verdict.ts';

/** Characters of a secret that is looked at. */
const MAX_SECRET = 256;
/** As many as cannot be guessed (RFC 4086 §8.2). */
const COOKIE_BYTES = 32;

/** The one-visitor links of one tunnel's rules. */
export class LinkDesk {
  readonly #links: readonly VisitorLink[];
  readonly #name: string;
  readonly #used: UsedLinks;
  readonly #onUse: (link: VisitorLink, use: LinkUse) => void;

  /** @param name of the tunnel; @param onUse called when a link is used for the first time */
  constructor(
    links: readonly VisitorLink[],
    name: string,
    used: UsedLinks,
    onUse: (link: VisitorLink, use: LinkUse) => void,
  ) {
    this.#links = links;
    this.#name = name;
    this.#used = used;
    this.#onUse = onUse;
  }

  /** Whether a request is one for a link. */
  isLink({ target }: RequestHead): boolean {
    return target.startsWith(LINK_PATH);
  }

  /** Whether a request comes from somebody who has used one of the links. */
  knows({ fields }: RequestHead): boolean {
    const values = linkCookie.values(getFields(fields, 'cookie'));
    return values.some((value) => {
      const hash = secretHash(value);
      return this.#links.some((link) => this.#isVisitorOf(link, hash));
    });
  }

  /** Answers a request for a link: shows what it is, and lets the first in who presses its button. */
  judge(head: RequestHead, secure: boolean, guesses: GuessCount): Verdict {
    const secret = head.target.slice(LINK_PATH.length).split('?', 1)[0] ?? '';
    const hash = secretHash(secret.slice(0, MAX_SECRET));
    const link = this.#links.find((other) => isSameHash(other.hash, hash));
    if (link === undefined) {
      if (guesses.take()) return denials.notAllowed('There is no such link. Ask whoever sent it for another one.');
      return denials.tooMany(guesses.waitMs());
    }
    if (this.#useOf(link) !== undefined) return this.#answerUsed(link, head);
    if (head.method !== 'POST') return linkPage.invitation(this.#name);
    const cookie = randomBytes(COOKIE_BYTES).toString('base64url');
    const use = { cookieHash: secretHash(cookie), usedAt: Date.now() };
    this.#used.add(link.hash, use);
    this.#onUse(link, use);
    return linkPage.welcome(linkCookie.set(cookie, secure));
  }

  #answerUsed(link: VisitorLink, { fields }: RequestHead): Verdict {
    const values = linkCookie.values(getFields(fields, 'cookie'));
    if (values.some((value) => this.#isVisitorOf(link, secretHash(value)))) return linkPage.welcome(undefined);
    return denials.notAllowed('This link lets one visitor in, and was used. Ask whoever sent it for another one.');
  }

  #isVisitorOf(link: VisitorLink, hash: string): boolean {
    const cookieHash = this.#useOf(link)?.cookieHash;
    return cookieHash !== undefined && isSameHash(cookieHash, hash);
  }

  #useOf({ hash, cookieHash, usedAt = 0 }: VisitorLink): LinkUse | undefined {
    return cookieHash === undefined ? this.#used.get(hash) : { cookieHash, usedAt };
  }
}
