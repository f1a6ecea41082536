/** A DNS label (RFC 1035 §2.3.1, digits first allowed by RFC 1123 §2.1). */
export const DNS_LABEL = /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
