import { describe, expect, it } from 'vitest';
import { parseEndpoint } from './endpoint.ts';

describe('parseEndpoint', () => {
  it.each([
    ['192.0.2.7:80', { address: '192.0.2.7', port: 80 }],
    ['[2001:DB8:0::1]:65535', { address: '2001:db8::1', port: 65_535 }],
    ['[::ffff:192.0.2.7]:0', { address: '192.0.2.7', port: 0 }],
  ])('reads %s', (text, endpoint) => expect(parseEndpoint(text)).toEqual(endpoint));

  it.each(['unknown', '', '192.0.2.7', '192.0.2:80', '[192.0.2.7]:80', '::1:80', '[fe80::1%eth0]:80', '1.2.3.4:65536'])(
    'does not read %j',
    (text) => expect(parseEndpoint(text)).toBeUndefined(),
  );
});
