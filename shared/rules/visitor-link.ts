/**
 * The path of links for one visitor, with the secret behind it (RFC 8615 §3). Not below that of probes, which pass without being judged.
 */
export const VISITOR_LINK_PATH = '/.well-known/porthole-link/';

/** The address of a link for one visitor. @param publicUrl of its tunnel */
export function visitorLinkUrl(publicUrl: string, secret: string): string {
  return new URL(VISITOR_LINK_PATH + secret, publicUrl).href;
}
