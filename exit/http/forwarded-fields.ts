import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';

/**
 * Fields by which proxies tell upstreams who the visitor is. A visitor's own are dropped: upstreams believe them, so they must come
 * from this server alone.
 */
const FORWARDED_FIELDS = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
]);

const HOST_INDEX = 5;

/** Makes the edits of the requests of one visitor connection: one object, used again for every request. */
export class ForwardedFields {
  readonly #add: string[];
  readonly #plain: HeadEdits;
  readonly #upgrade: HeadEdits;

  /** `address` is the visitor's IP address, `scheme` the one that visitors use. */
  constructor(address: string, scheme: 'http' | 'https') {
    this.#add = ['X-Forwarded-For', address, 'X-Forwarded-Proto', scheme, 'X-Forwarded-Host', ''];
    this.#plain = { drop: isForwardedField, add: this.#add };
    this.#upgrade = { ...this.#plain, connection: 'upgrade' };
  }

  /** Returns the edits for a request; valid until the next call. */
  edits(head: RequestHead, upgrade: boolean): HeadEdits {
    this.#add[HOST_INDEX] = head.host ?? '';
    return upgrade ? this.#upgrade : this.#plain;
  }
}

/** CGI and WSGI make one variable of `X-Forwarded-For` and `X_Forwarded_For` (RFC 3875 §4.1.18), so both spellings are dropped. */
function isForwardedField(lowerName: string): boolean {
  return FORWARDED_FIELDS.has(lowerName.includes('_') ? lowerName.replaceAll('_', '-') : lowerName);
}
