import { join } from 'node:path';
import { startNginx } from '../../e2e/fixtures/nginx.ts';
import { type Processes, withFreePort } from '../../e2e/fixtures/processes.ts';
import { runTool } from '../measure/run-tool.ts';
import type { Peer } from './peer.ts';
import { startPortholeServer, startPortholeShare } from './porthole.ts';
import type { Upstream } from './upstream.ts';

/** The host of our share, and the address that nginx and the control plane are asked by. */
const SUBJECTS = ['DNS:web.localhost', 'IP:127.0.0.1'];

interface KeyPair {
  certificate: string;
  key: string;
}

/** Makes a certificate of the kind that most servers have (ECDSA, P-256); returns the files. */
async function makeKeyPair(processes: Processes): Promise<KeyPair> {
  const folder = await processes.temporaryFolder();
  const pair = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-x509', '-days', '2'];
  const names = ['-subj', '/CN=porthole benchmark', '-addext', `subjectAltName=${SUBJECTS.join(',')}`];
  await runTool('openssl', ['req', ...kind, ...names, '-keyout', pair.key, '-out', pair.certificate]);
  return pair;
}

/** nginx that ends TLS and passes the requests on, as the yardstick for TLS. */
export async function startNginxTlsPeer(processes: Processes, upstream: Upstream): Promise<Peer> {
  const { certificate, key } = await makeKeyPair(processes);
  return withFreePort(async (port) => {
    const { program } = await startNginx(processes, {
      http: `upstream web { server 127.0.0.1:${upstream.port}; keepalive 64; keepalive_requests 100000000; }`,
      server: `
        listen 127.0.0.1:${port} ssl backlog=4096;
        ssl_certificate ${certificate};
        ssl_certificate_key ${key};
        location / {
          proxy_pass http://web;
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          proxy_set_header Connection "";
        }
      `,
    });
    const endpoint = { port, host: `127.0.0.1:${port}`, tls: true };
    return { name: 'nginx, TLS', web: endpoint, pids: [Number(program.pid)] };
  });
}

/** Our exit server with TLS on both planes: `wss:` from the client, `https:` for visitors. */
export async function startPortholeTlsPeer(processes: Processes, upstream: Upstream): Promise<Peer> {
  const { certificate, key } = await makeKeyPair(processes);
  const server = await startPortholeServer(processes, { flags: ['--tls-cert', certificate, '--tls-key', key] });
  const env = { NODE_EXTRA_CA_CERTS: certificate };
  const shared = { port: upstream.port, kind: 'http', name: 'web', scheme: 'wss', env } as const;
  const web = await startPortholeShare(processes, server, shared);
  const pids = [server.program, web.program].map((program) => Number(program.pid));
  const endpoint = { ...web.endpoint, tls: true };
  return { name: 'porthole http, TLS', web: endpoint, pids };
}
