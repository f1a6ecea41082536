import { once } from 'node:events';
import { request } from 'node:http';
import { request as requestHttps } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import { ProxyNetwork } from '../../exit/proxy-protocol/proxy-network.ts';
import { RawVisitor } from '../../exit/testing/raw-visitor.ts';
import { TEST_CERTIFICATE, TestCertificates } from '../../exit/testing/test-certificates.ts';
import { startTestExit, type TestExit } from '../../exit/testing/test-exit.ts';
import { startHaproxy } from '../fixtures/haproxy.ts';
import { startNginx } from '../fixtures/nginx.ts';
import { type ExitProgram, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { isInstalled } from '../fixtures/system-program.ts';

/** Where haproxy's connections come from, so that they are told apart from others. Only Linux has all of 127.0.0.0/8. */
const PROXY = '127.0.0.2';
const VISITOR = '127.0.0.9';

const onLinux = describe.skipIf(process.platform !== 'linux' || !isInstalled('haproxy') || !isInstalled('nginx'));

onLinux('haproxy in front', () => {
  const processes = new Processes();
  let exit: ExitProgram;
  let secure: TestExit;
  let engine: Engine;
  let secureEngine: Engine;
  /** By way: HTTP by v1, by v2 and from an IPv6 visitor, HTTPS by v1 and v2, TCP by v1 and v2. */
  let ports: number[];
  let tcpHost: string;

  beforeAll(async () => {
    const told = 'location / { return 200 "$http_x_forwarded_for"; }';
    const direct = await startNginx(processes, { server: told });
    const proxied = await startNginx(processes, {
      server: 'location / { return 200 "$proxy_protocol_addr"; }',
      listen: 'proxy_protocol',
    });
    exit = await startExit(processes, {}, ['--proxy-protocol', PROXY, '--access-log']);
    const proxy = ProxyNetwork.parse(PROXY);
    secure = await startTestExit({
      token: TOKEN,
      domain: 'exit.test',
      tls: { data: new TestCertificates() },
      proxyProtocol: proxy === undefined ? [] : [proxy],
    });
    engine = await startEngine(exit);
    secureEngine = await startEngine({ ...exit, controlUrl: `ws://${secure.controlAddr}` });
    await engine.tunnels.share({ target: String(direct.port), name: 'web', kind: 'http' });
    await secureEngine.tunnels.share({ target: String(direct.port), name: 'web', kind: 'http' });
    const tcp = await engine.tunnels.share({
      target: String(proxied.port),
      name: 'raw',
      kind: 'tcp',
      proxyProtocol: 'v1',
    });
    tcpHost = new URL(tcp.publicUrl ?? '').host;
    const tcpPort = Number(new URL(tcp.publicUrl ?? '').port);
    const ways = [
      { host: '127.0.0.1', to: exit.dataPort, server: 'send-proxy' },
      { host: '127.0.0.1', to: exit.dataPort, server: 'send-proxy-v2' },
      { host: '::1', to: exit.dataPort, server: 'send-proxy-v2' },
      { host: '127.0.0.1', to: secure.dataPort, server: 'send-proxy' },
      { host: '127.0.0.1', to: secure.dataPort, server: 'send-proxy-v2-ssl' },
      { host: '127.0.0.1', to: tcpPort, server: 'send-proxy' },
      { host: '::1', to: tcpPort, server: 'send-proxy-v2' },
    ] as const;
    ports = await startHaproxy(
      processes,
      ways.map((way) => ({ ...way, server: `${way.server} source ${PROXY}` })),
    );
  }, 60_000);

  afterAll(async () => {
    await engine.stop();
    await secureEngine.stop();
    await secure.server.close();
    await processes.end();
  });

  it.each([
    ['v1', 0, '127.0.0.1', VISITOR],
    ['v2', 1, '127.0.0.1', VISITOR],
    ['v2 of an IPv6 visitor', 2, '::1', '::1'],
  ])('brings the visitor of HTTP by %s, to the upstream and the access log', async (_what, way, host, visitor) => {
    const path = `/way-${way}`;
    expect(await visit(host, ports[way], 'web.localhost', path)).toBe(visitor);
    const line = await exit.program.waitForLine(new RegExp(`"path":"${path}"`));
    expect(JSON.parse(line.input)).toMatchObject({ visitor, status: 200 });
  });

  it.each([
    ['v1', 3],
    ['v2', 4],
  ])('brings the visitor of HTTPS by %s', async (_what, way) => {
    expect(await visit('127.0.0.1', ports[way], 'web.exit.test', '/', true)).toBe(VISITOR);
  });

  it.each([
    ['v1', 5, '127.0.0.1', VISITOR],
    ['v2 of an IPv6 visitor', 6, '::1', '::1'],
  ])(
    'brings the visitor of TCP by %s, through to a service that reads the header too',
    async (_what, way, host, visitor) => {
      expect(await visit(host, ports[way], tcpHost)).toBe(visitor);
    },
  );
});

onLinux('an HTTP service that reads the PROXY header', () => {
  const processes = new Processes();
  let exit: ExitProgram;
  let engine: Engine;

  beforeAll(async () => {
    const nginx = await startNginx(processes, {
      server: 'location / { return 200 "$proxy_protocol_addr:$proxy_protocol_port $http_x_forwarded_for"; }',
      listen: 'proxy_protocol',
    });
    exit = await startExit(processes, {}, ['--proxy-protocol', PROXY]);
    engine = await startEngine(exit);
    for (const version of ['v1', 'v2'] as const) {
      const target = String(nginx.port);
      await engine.tunnels.share({ target, name: `told-${version}`, kind: 'http', proxyProtocol: version });
    }
  }, 60_000);

  afterAll(async () => {
    await engine.stop();
    await processes.end();
  });

  it.each(['v1', 'v2'])('is told by %s of each visitor, however their requests are mixed', async (version) => {
    const host = `told-${version}.localhost`;
    const visitors = [new RawVisitor(exit.dataPort, '127.0.0.1', VISITOR), new RawVisitor(exit.dataPort)];
    const proxied = new RawVisitor(exit.dataPort, '127.0.0.1', PROXY);
    proxied.write('PROXY TCP6 2001:db8::7 2001:db8::1 50000 443\r\n');
    await Promise.all(visitors.map(({ socket }) => once(socket, 'connect')));
    const expected = [
      `${VISITOR}:${visitors[0]?.socket.localPort} ${VISITOR}`,
      `127.0.0.1:${visitors[1]?.socket.localPort} 127.0.0.1`,
      '2001:db8::7:50000 2001:db8::7',
    ];
    for (let round = 0; round < 3; round++) {
      for (const [index, visitor] of [...visitors, proxied].entries()) {
        visitor.text = '';
        visitor.get(host);
        await visitor.sees(expected[index] ?? '');
      }
    }
    for (const visitor of [...visitors, proxied]) visitor.destroy();
  });
});

/** Asks for a page, from an address of its own where it goes over IPv4. */
function visit(host: string, port: number | undefined, name: string, path = '/', tls = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const from = host === '::1' ? {} : { localAddress: VISITOR };
    const options = { host, port, path, agent: false, headers: { Host: name }, ...from };
    const asked = tls ? requestHttps({ ...options, servername: name, ca: TEST_CERTIFICATE }) : request(options);
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    asked.on('error', reject);
    asked.end();
  });
}
