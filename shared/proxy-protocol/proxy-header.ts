/*
 * The PROXY protocol: a header in front of a connection's bytes by which a proxy says whose connection it passes on.
 * Specification: doc/proxy-protocol.txt of HAProxy, "the text" below.
 */

/** Which form of the header. */
export type ProxyVersion = 'v1' | 'v2';

/** Begins the binary form (the text, §2.2). */
export const V2_SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** Begins the form of one line (the text, §2.1). */
export const V1_SIGNATURE = Buffer.from('PROXY ', 'latin1');
/** The longest line, CRLF included (the text, §2.1). */
export const V1_MAX_BYTES = 107;
/** Signature, version and command, family and protocol, length of what follows. */
export const V2_FIXED_BYTES = 16;
/** The command in the low half of byte 13: the proxy's own connection, or somebody's. */
export const V2_LOCAL = 0x0;
export const V2_PROXY = 0x1;
/** Family and protocol in byte 14. */
export const V2_UNSPEC = 0x00;
export const V2_TCP4 = 0x11;
export const V2_TCP6 = 0x21;
/** Bytes of the two addresses and ports. */
export const V2_TCP4_BYTES = 12;
export const V2_TCP6_BYTES = 36;
