import { describe, expect, it } from 'vitest';
import { exposureOf, refuseExposedToken } from './exposure.ts';
import { type GivenFlags, resolveOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

const LOOPBACK: GivenFlags = { controlAddr: '127.0.0.1:8123', dataAddr: '[::1]:8000', tcpAddr: 'localhost' };
const options = (given: GivenFlags = {}) => resolveOptions(given, {});

describe('exposureOf', () => {
  it('says what is reachable from where', () => {
    expect(exposureOf(options({ dataAddr: '10.0.0.5:80', tcpPorts: '0' }), 'own-ca').facts).toEqual([
      'clients reach the control plane on 0.0.0.0:8123 from every network, over TLS',
      'visitors reach HTTP tunnels on 10.0.0.5:80 from the network of 10.0.0.5, in the clear',
      'visitors reach TCP tunnels on 0.0.0.0, ports that the system chooses, from every network, as the services speak',
    ]);
    const { facts } = exposureOf(options({ allowForward: ['db:5432', '*.db.example.com:*'] }), 'own-ca');
    expect(facts.at(-1)).toBe('clients reach db:5432, *.db.example.com:* from this machine, by local forwarding');
    expect(exposureOf(options({ proxyProtocol: ['10.0.0.0/8', '::1'] }), 'own-ca').facts.at(-1)).toBe(
      'connections from 10.0.0.0/8, ::1 must say by a PROXY header whose they are',
    );
  });

  it('warns of nothing on loopback, and behind a proxy there', () => {
    expect(exposureOf(options({ ...LOOPBACK, trustedProxyDepth: '1' }), 'off').warnings).toEqual([]);
  });

  it('warns of nothing where all is encrypted', () => {
    expect(exposureOf(options({ domain: 'exit.example.com' }), 'files').warnings).toEqual([]);
  });

  it.each<[string, GivenFlags, 'off' | 'acme', string]>([
    ['a control plane in the clear', { insecure: true }, 'off', 'tokens and all traffic of clients cross'],
    [
      'a data plane in the clear',
      {},
      'off',
      'what visitors send and get crosses the network in the clear on 0.0.0.0:8000',
    ],
    ['a domain that leads nowhere', {}, 'acme', 'the domain is localhost'],
    [
      'proxies that one can pass by',
      { ...LOOPBACK, dataAddr: '0.0.0.0:80', domain: 'a.example', trustedProxyDepth: '1' },
      'acme',
      'whoever reaches 0.0.0.0:80 past the proxies can claim any address',
    ],
    [
      'a PROXY header that anybody may send',
      { ...LOOPBACK, proxyProtocol: ['10.0.0.5', '::/0'] },
      'acme',
      'with --proxy-protocol of all addresses every visitor can claim any address',
    ],
  ])('warns of %s', (_what, given, tls, warning) => {
    expect(exposureOf(options(given), tls).warnings.join('\n')).toContain(warning);
  });
});

describe('refuseExposedToken', () => {
  it('lets the token cross the network in the clear only where told to', () => {
    expect(() => refuseExposedToken(options(), 'off')).toThrow(UsageError);
    expect(() => refuseExposedToken(options({ controlAddr: '192.0.2.1:8123' }), 'off')).toThrow('or say --insecure');
    refuseExposedToken(options({ insecure: true }), 'off');
    refuseExposedToken(options(), 'own-ca');
    refuseExposedToken(options(LOOPBACK), 'off');
  });
});
