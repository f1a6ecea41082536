import { describe, expect, it } from 'vitest';
import { type GivenFlags, resolveOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

describe('resolveOptions', () => {
  it('has the defaults of the design', () => {
    expect(resolveOptions({}, {})).toEqual({
      controlAddr: { host: '0.0.0.0', port: 8123 },
      dataAddr: { host: '0.0.0.0', port: 8000 },
      httpAddr: undefined,
      tcpAddr: '0.0.0.0',
      tcpPorts: { from: 10000, to: 10999 },
      domain: 'localhost',
      publicUrl: undefined,
      requireLicence: false,
      publicControlUrl: undefined,
      tlsCert: [],
      tlsKey: [],
      acmeDomain: [],
      acmeEmail: undefined,
      acmeDirectory: 'https://acme-v02.api.letsencrypt.org/directory',
      acmeDnsHook: undefined,
      acmeCa: undefined,
      autoTls: undefined,
      tokenFile: undefined,
      insecure: false,
      licenceIssuer: [],
      dataDir: './porthole-exit',
      allowForward: [],
      proxyProtocol: [],
      trustedProxyDepth: 0,
      maxConnections: 20_000,
      maxConnectionsPerVisitor: 512,
      maxRequestRate: 0,
      maxHeaderSize: 65_536,
      headTimeout: 10_000,
      idleTimeout: 60_000,
      bodyTimeout: 60_000,
      maxTunnels: 100,
      maxStreams: 4096,
      maxWindowGrowth: 67_108_864,
      maxHandshakes: 2048,
      maxHandshakesPerAddress: 64,
      maxAuthFailures: 10,
      drainDelay: 0,
      drainTimeout: 30_000,
      logLevel: 'info',
      logFormat: 'auto',
      accessLog: false,
      accessLogQuery: false,
      devMode: false,
    });
  });

  it('listens on loopback in dev mode, unless told otherwise', () => {
    const options = resolveOptions({ devMode: true }, { PORTHOLE_EXIT_DATA_ADDR: '[::]:80' });
    expect(options.controlAddr).toEqual({ host: '127.0.0.1', port: 8123 });
    expect(options.dataAddr).toEqual({ host: '::', port: 80 });
    expect(options.tcpAddr).toBe('127.0.0.1');
  });

  it('uses the standard ports with an ACME server, unless the data plane is told to be elsewhere', () => {
    const acme = { acmeDomain: ['exit.example.com'], acmeEmail: 'ada@example.com' };
    const options = resolveOptions(acme, {});
    expect([options.dataAddr.port, options.httpAddr?.port]).toEqual([443, 80]);
    const elsewhere = resolveOptions(acme, { PORTHOLE_EXIT_DATA_ADDR: ':8443' });
    expect([elsewhere.dataAddr.port, elsewhere.httpAddr]).toEqual([8443, undefined]);
  });

  it('prefers a flag to its variable and the variable to the default', () => {
    const environment = { PORTHOLE_EXIT_DOMAIN: 'variable.example', PORTHOLE_EXIT_LOG_LEVEL: 'debug' };
    const options = resolveOptions({ domain: 'Flag.Example' }, environment);
    expect(options.domain).toBe('flag.example');
    expect(options.logLevel).toBe('debug');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(resolveOptions({}, { PORTHOLE_EXIT_DOMAIN: '', PORTHOLE_EXIT_ALLOW_FORWARD: ' ' })).toMatchObject({
      domain: 'localhost',
      allowForward: [],
    });
  });

  it('splits the variable of a repeated flag at commas', () => {
    const options = resolveOptions({}, { PORTHOLE_EXIT_ALLOW_FORWARD: 'db:5432, [::1]:22' });
    expect(options.allowForward.map(({ text }) => text)).toEqual(['db:5432', '[::1]:22']);
  });

  it.each<[GivenFlags, string]>([
    [{ controlAddr: '8123' }, '--control-addr must be HOST:PORT, e.g. 0.0.0.0:8123 or [::]:8123, not "8123"'],
    [{ dataAddr: 'x:99999' }, '--data-addr must be HOST:PORT'],
    [{ tcpAddr: 'a b' }, '--tcp-addr must be an IP address'],
    [{ tcpPorts: '20-10' }, '--tcp-ports must be FROM-TO'],
    [{ tcpPorts: '0-10' }, '--tcp-ports must be FROM-TO'],
    [{ tcpPorts: '1-65536' }, '--tcp-ports must be FROM-TO'],
    [{ domain: '*.example.com' }, '--domain must be a domain name'],
    [{ publicUrl: 'https://example.com' }, '--public-url must be a URL with {name} in its host'],
    [
      { allowForward: ['db:5432', 'db'] },
      '--allow-forward must be HOST:PORT, e.g. 10.0.0.5:5432, *.db.internal:5432-5439 or [fd00::/8]:*, not "db"',
    ],
    [
      { proxyProtocol: ['10.0.0.0/8', 'proxy.test'] },
      '--proxy-protocol must be an IP address or a network, e.g. 10.0.0.5, 10.0.0.0/8 or fd00::/8, not "proxy.test"',
    ],
    [{ logLevel: 'loud' }, '--log-level must be one of trace, debug, info, warn, error, fatal, silent, not "loud"'],
    [{ trustedProxyDepth: '-1' }, '--trusted-proxy-depth must be a whole number from 0 to 16, not "-1"'],
    [{ maxConnections: '0' }, '--max-connections must be a whole number from 1'],
    [{ maxHeaderSize: '65' }, '--max-header-size must be a whole number from 1 to 64'],
    [{ headTimeout: '10s' }, '--head-timeout must be a whole number from 1 to 3600'],
    [{ logFormat: 'xml' }, '--log-format must be auto, json or text, not "xml"'],
  ])('refuses %j in one line', (given, message) => {
    const run = () => resolveOptions(given, {});
    expect(run).toThrow(UsageError);
    expect(run).toThrow(message);
    expect(run).not.toThrow('\n');
  });

  it('names the variable where the value came from there', () => {
    expect(() => resolveOptions({}, { PORTHOLE_EXIT_TCP_PORTS: 'x' })).toThrow(
      'PORTHOLE_EXIT_TCP_PORTS must be FROM-TO',
    );
  });
});
