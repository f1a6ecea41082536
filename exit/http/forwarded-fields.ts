import { AddedFields } from '../../shared/http1/added-fields.ts';
import { FieldNames } from '../../shared/http1/field-names.ts';
import { getField, getFields } from '../../shared/http1/fields.ts';
import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { formatAddress } from '../../shared/wire/format-address.ts';
import { forwardedVisitor } from '../limits/forwarded-for.ts';

/**
 * Fields by which proxies tell upstreams who the visitor is. A visitor's own are dropped: upstreams believe them, so they must come
 * from this server alone. Behind trusted proxies their X-Forwarded-For is appended to, and their X-Forwarded-Proto stays.
 */
const FORWARDED_FIELDS = new FieldNames(
  [
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-port',
    'x-forwarded-proto',
    'x-forwarded-server',
    'x-real-ip',
  ],
  true,
);

/** Makes the edits of the requests of one visitor connection. Those of the request before serve again where it had the same host, as most have. */
export class ForwardedFields {
  readonly #address: string;
  readonly #scheme: 'http' | 'https';
  readonly #trustedProxies: number;
  #host: string | undefined;
  #plain: HeadEdits = {};
  #upgrade: HeadEdits = {};

  /**
   * @param address the IP address at the other end of the connection
   * @param scheme the one that visitors use
   * @param trustedProxies how many proxies in front are believed
   */
  constructor(address: string, scheme: 'http' | 'https', trustedProxies = 0) {
    this.#address = address;
    this.#scheme = scheme;
    this.#trustedProxies = trustedProxies;
  }

  /** Returns the edits for a request. */
  edits(head: RequestHead, upgrade: boolean): HeadEdits {
    const host = head.host ?? '';
    if (host !== this.#host || this.#trustedProxies > 0) this.#make(head, host);
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

  #make(head: RequestHead, host: string): void {
    const before = this.#trustedProxies === 0 ? [] : getFields(head.fields, 'x-forwarded-for');
    const addresses = [...before.filter((value) => value !== ''), this.#address].join(', ');
    const list = ['X-Forwarded-For', addresses, 'X-Forwarded-Proto', this.schemeOf(head), 'X-Forwarded-Host', host];
    this.#host = host;
    this.#plain = { drop: FORWARDED_FIELDS, add: new AddedFields(list) };
    this.#upgrade = { ...this.#plain, connection: 'upgrade' };
  }
}
