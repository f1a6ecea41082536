/** Addresses of one part of 127.0.0.0/8: without the first and the last one, which some take for the network and for all. */
const LAST = 254;

/** Parts of 127.0.0.0/8, so that clients and visitors are told apart by their addresses, as they are on the internet. */
const PARTS = { client: 16, visitor: 64 };

/** The address of the nth client or visitor on loopback. Linux only: elsewhere all but 127.0.0.1 must be set up first. */
export function loopbackAddress(who: keyof typeof PARTS, number: number): string {
  return `127.${PARTS[who]}.${Math.floor(number / LAST)}.${(number % LAST) + 1}`;
}
