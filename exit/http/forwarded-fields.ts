import { getField, getFields } from '../../shared/http1/fields.ts';
import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { formatAddress } from '../../shared/wire/format-address.ts';
import { forwardedVisitor } from '../limits/forwarded-for.ts';

/**
 * Fields by which proxies tell upstreams who the visitor is. A visitor's own are dropped: upstreams believe them, so they must come
 * from this server alone. Behind trusted proxies their X-Forwarded-For is appended to, and their X-Forwarded-Proto stays.
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

const FOR_INDEX = 1;
const PROTO_INDEX = 3;
const HOST_INDEX = 5;

/** Makes the edits of the requests of one visitor connection: one object, used again for every request. */
export class ForwardedFields {
  readonly #address: string;
  readonly #scheme: 'http' | 'https';
  readonly #trustedProxies: number;
  readonly #add: string[];
  readonly #plain: HeadEdits;
  readonly #upgrade: HeadEdits;

  /**
   * @param address the IP address at the other end of the connection
   * @param scheme the one that visitors use
   * @param trustedProxies how many proxies in front are believed
   */
  constructor(address: string, scheme: 'http' | 'https', trustedProxies = 0) {
    this.#address = address;
    this.#scheme = scheme;
    this.#trustedProxies = trustedProxies;
    this.#add = ['X-Forwarded-For', address, 'X-Forwarded-Proto', scheme, 'X-Forwarded-Host', ''];
    this.#plain = { drop: isForwardedField, add: this.#add };
    this.#upgrade = { ...this.#plain, connection: 'upgrade' };
  }

  /** Returns the edits for a request; valid until the next call. */
  edits(head: RequestHead, upgrade: boolean): HeadEdits {
    this.#add[HOST_INDEX] = head.host ?? '';
    if (this.#trustedProxies > 0) this.#addProxied(head);
    return upgrade ? this.#upgrade : this.#plain;
  }

  /** The IP address of a request's visitor. */
  visitorOf(head: RequestHead): string {
    if (this.#trustedProxies === 0) return this.#address;
    return forwardedVisitor(getFields(head.fields, 'x-forwarded-for'), this.#trustedProxies, this.#address);
  }

  /**
   * A request's visitor as stream headers carry it: `ip:port` of the connection, or whom a trusted proxy has named, with port 0, which nobody knows.
   * @param connection `ip:port` at the other end of it
   */
  endpointOf(head: RequestHead, connection: string): string {
    return this.#trustedProxies === 0 ? connection : formatAddress(this.visitorOf(head), 0);
  }

  /** The scheme that a request's visitor uses. */
  schemeOf(head: RequestHead): 'http' | 'https' {
    if (this.#trustedProxies === 0) return this.#scheme;
    const scheme = getField(head.fields, 'x-forwarded-proto');
    return scheme === 'http' || scheme === 'https' ? scheme : this.#scheme;
  }

  #addProxied(head: RequestHead): void {
    const before = getFields(head.fields, 'x-forwarded-for').filter((value) => value !== '');
    this.#add[FOR_INDEX] = [...before, this.#address].join(', ');
    this.#add[PROTO_INDEX] = this.schemeOf(head);
  }
}

/** CGI and WSGI make one variable of `X-Forwarded-For` and `X_Forwarded_For` (RFC 3875 §4.1.18), so both spellings are dropped. */
function isForwardedField(lowerName: string): boolean {
  return FORWARDED_FIELDS.has(lowerName.includes('_') ? lowerName.replaceAll('_', '-') : lowerName);
}
