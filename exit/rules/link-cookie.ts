/** The cookie of who has used a one-visitor link. Browsers take the name with `__Host-` only over HTTPS, from this very host (RFC 6265bis §4.1.3.2). */
const NAME = 'porthole-link';
const SECURE_NAME = `__Host-${NAME}`;
/** A year, s: browsers keep no cookie for longer than 400 days (RFC 6265bis §5.5). The rules of the tunnel may end it before. */
const MAX_AGE = 31_536_000;
/** Cookies of ours that are looked at in one request: a browser has one of each name. */
const MAX_VALUES = 4;

/** Reads, makes and takes away that cookie. */
export const linkCookie = {
  /** Value of the Set-Cookie field. @param secure whether the visitor uses HTTPS */
  set(value: string, secure: boolean): string {
    const attributes = `Path=/; Max-Age=${MAX_AGE}; HttpOnly; SameSite=Lax`;
    return secure ? `${SECURE_NAME}=${value}; ${attributes}; Secure` : `${NAME}=${value}; ${attributes}`;
  },

  /** The values that come with a request. */
  values(cookies: readonly string[]): string[] {
    return cookies
      .flatMap(pairsOf)
      .filter(isOurs)
      .slice(0, MAX_VALUES)
      .map((pair) => pair.slice(pair.indexOf('=') + 1));
  },

  /** The Cookie fields without it; those that held nothing else are left out. */
  without(cookies: readonly string[]): string[] {
    return cookies
      .map((cookie) => {
        const pairs = pairsOf(cookie);
        return pairs.some(isOurs) ? pairs.filter((pair) => !isOurs(pair)).join('; ') : cookie;
      })
      .filter((cookie) => cookie !== '');
  },
};

function pairsOf(cookie: string): string[] {
  return cookie.split(';').map((pair) => pair.trim());
}

function isOurs(pair: string): boolean {
  return pair.startsWith(`${NAME}=`) || pair.startsWith(`${SECURE_NAME}=`);
}
