import { isIP } from 'node:net';
import {
  MAX_PROXY_HEADER_BYTES,
  type ProxyHeaderReading,
  readProxyHeader,
} from '../../../shared/proxy-protocol/read-proxy-header.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';

/** What a proxy in front says: decided once and for all, within its bound, and never an address that is none. */
export const proxyHeader: FuzzTarget = {
  name: 'proxy-header',
  seeds: [
    'PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\nGET / HTTP/1.1\r\n',
    'PROXY TCP6 2001:db8::7 ::1 1 65535\r\n',
    'PROXY UNKNOWN\r\n',
    `${SIGNATURE}\x21\x11\0\x0c\xc0\0\x02\x07\x0a\0\0\x01\x1f\x90\x01\xbb`,
    `${SIGNATURE}\x20\0\0\0`,
    `${SIGNATURE}\x21\x21\0\x28${'\0'.repeat(15)}\x01${'\0'.repeat(15)}\x02\0\x50\x01\xbb\x02\0\x01a`,
  ],
  words: [
    'PROXY ',
    'TCP4',
    'TCP6',
    'UNKNOWN',
    '\r\n',
    ' ',
    SIGNATURE,
    '\x21',
    '\x20',
    '\x11',
    '\x21',
    '\0\x0c',
    '\0\x24',
    '::ffff:1.2.3.4',
    '65536',
  ],
  run(input) {
    const whole = readProxyHeader(input);
    for (let length = 0; length < input.length; length++) {
      const early = readProxyHeader(input.subarray(0, length));
      if (early.kind === 'unfinished') continue;
      if (decided(early) !== decided(whole)) throw new Error(`${length} bytes told ${decided(early)}`);
      break;
    }
    if (whole.kind === 'unfinished' && input.length >= MAX_PROXY_HEADER_BYTES) throw new Error('it has no bound');
    if (whole.kind !== 'header') return;
    if (whole.length > input.length) throw new Error('it is longer than what came');
    const { source } = whole;
    if (source !== undefined && (isIP(source.address) === 0 || source.port > 65_535)) throw new Error('no address');
  },
};

/** Why a header is malformed may be told in other words when more of it is there. */
function decided(reading: ProxyHeaderReading): string {
  return reading.kind === 'malformed' ? reading.kind : JSON.stringify(reading);
}
