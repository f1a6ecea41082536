/** Where, with what and through what to connect. */
export interface Endpoint {
  /** `ws(s)://HOST[:PORT]` of the control plane. */
  readonly url: string;
  readonly token: string;
  /** Signed licence for this exit server, where there is one. */
  readonly licence?: string | undefined;
  /** `sha256:HEX` of the one CA to trust. */
  readonly pin?: string | undefined;
  /** The proxy, with user name and password in it where it has them: never to be shown as it is. */
  readonly proxy?: URL | undefined;
}
