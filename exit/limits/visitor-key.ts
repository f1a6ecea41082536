import { isIP } from 'node:net';

const GROUPS = 8;
/** Groups of 16 bits that name a network of an IPv6 visitor: a /64 is what one host gets (RFC 6177 §2, RFC 7421). */
const NETWORK_GROUPS = 4;

/**
 * What a visitor is counted by: the IPv4 address, or the network (/64) of an IPv6 address, since one host can use all of its
 * addresses in turn.
 */
export function visitorKey(address: string): string {
  return address.includes(':') ? network(address) : address;
}

/** Reads an address as proxies write it: plain, `[ip6]`, with or without a port, IPv4 in IPv6's clothes. Undefined for anything else. */
export function parseAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(trimmed) ?? [];
  const [, withPort] = /^([\d.]+):\d{1,5}$/.exec(trimmed) ?? [];
  const address = (bracketed ?? withPort ?? trimmed).toLowerCase();
  if (isIP(address) === 0) return undefined;
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

function network(address: string): string {
  // A zone (RFC 4007 §11) names an interface of this machine.
  const [plain = ''] = address.split('%', 1);
  const [before = '', after] = plain.split('::', 2);
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const missing = after === undefined ? 0 : GROUPS - head.length - tail.length;
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  const short = groups.slice(0, NETWORK_GROUPS).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${short.join(':')}::/64`;
}
