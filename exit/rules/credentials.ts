import type { TunnelRules } from '../../shared/rules/tunnel-rules.ts';
import type { PasswordChecker } from './password-checker.ts';
import { isSameHash, secretHash } from './secret-hash.ts';
import { denials, type Verdict } from './verdict.ts';

/** Checked in place of the hash of a user that is not there, so that the time tells nothing. Of no password that anybody knows. */
const NOBODY = `scrypt$15$8$3$${'A'.repeat(22)}$${'A'.repeat(43)}`;
/** RFC 7617 §2 and RFC 6750 §2.1: scheme, spaces, and base64 or base64url of what a person could type. */
const AUTHORIZATION = /^(basic|bearer) +([\w.~+/-]{1,4096}=*)$/i;

const TOO_MANY_GUESSES = 'Too many wrong passwords came from your address. Try again in a while.';

/** How guesses of one visitor are counted. */
export interface GuessCount {
  /** Counts one; false where there were too many. */
  take(): boolean;
  /** It was right: it does not count. */
  giveBack(): void;
  /** ms until the next one is looked at. */
  waitMs(): number;
}

/** The accounts and bearer tokens of one tunnel's rules. */
export class Credentials {
  readonly #accounts: ReadonlyMap<string, string>;
  readonly #bearer: readonly string[];
  readonly #challenges: readonly string[];
  readonly #passwords: PasswordChecker;

  /** @param realm what browsers show, a DNS label */
  constructor({ basicAuth, bearer }: TunnelRules, realm: string, passwords: PasswordChecker) {
    this.#accounts = new Map(basicAuth.map(({ user, passwordHash }) => [user.normalize('NFC'), passwordHash]));
    this.#bearer = bearer.map(({ hash }) => hash);
    this.#passwords = passwords;
    this.#challenges = [
      ...(basicAuth.length > 0 ? [`Basic realm="${realm}", charset="UTF-8"`] : []),
      ...(bearer.length > 0 ? [`Bearer realm="${realm}"`] : []),
    ];
  }

  /** Judges the Authorization fields of a request. */
  judge(fields: readonly string[], guesses: GuessCount): Verdict | Promise<Verdict> {
    // Two of them are no credentials: who reads which is anybody's guess (RFC 9110 §11.6.2 knows one).
    const [, scheme, value = ''] = (fields.length === 1 && AUTHORIZATION.exec(fields[0] as string)) || [];
    if (scheme === undefined) return this.#refusal;
    if (scheme.toLowerCase() === 'bearer') return this.#judgeToken(value, guesses);
    return this.#accounts.size > 0 ? this.#judgePassword(value, guesses) : this.#refusal;
  }

  get #refusal(): Verdict {
    return this.#challenges.length > 0 ? denials.unauthorized(this.#challenges) : denials.notAllowed();
  }

  #judgeToken(token: string, guesses: GuessCount): Verdict {
    if (this.#bearer.length === 0) return this.#refusal;
    const hash = secretHash(token);
    let known = false;
    for (const other of this.#bearer) if (isSameHash(hash, other)) known = true;
    if (known) return 'pass-with-authorization';
    return guesses.take() ? this.#refusal : denials.tooMany(guesses.waitMs(), TOO_MANY_GUESSES);
  }

  #judgePassword(value: string, guesses: GuessCount): Verdict | Promise<Verdict> {
    const text = Buffer.from(value, 'base64').toString('utf8').normalize('NFC');
    const colon = text.indexOf(':');
    if (colon < 0) return this.#refusal;
    const hash = this.#accounts.get(text.slice(0, colon));
    const checked = this.#passwords.check(hash ?? NOBODY, text.slice(colon + 1), () => guesses.take());
    if (checked === 'busy') return denials.busy;
    if (checked === 'refused') return denials.tooMany(guesses.waitMs(), TOO_MANY_GUESSES);
    if (checked === true) return 'pass-with-authorization';
    return checked.then((right) => {
      if (!right) return this.#refusal;
      guesses.giveBack();
      return 'pass-with-authorization';
    });
  }
}
