import { startNginx } from '../../e2e/fixtures/nginx.ts';
import type { Processes } from '../../e2e/fixtures/processes.ts';
import type { Peer } from './peer.ts';
import type { Upstream } from './upstream.ts';

/** Upstream connections that nginx keeps: more than the visitors' connections of any measurement. */
const KEPT_CONNECTIONS = 64;

/** Debian's nginx as a reverse proxy with one worker and kept upstream connections: the yardstick. */
export async function startNginxPeer(processes: Processes, upstream: Upstream): Promise<Peer> {
  const { port, program } = await startNginx(processes, {
    http: `
      upstream web {
        server 127.0.0.1:${upstream.port};
        keepalive ${KEPT_CONNECTIONS};
        # The default closes each connection after 1,000 requests.
        keepalive_requests 100000000;
      }
    `,
    server: `
      location / {
        proxy_pass http://web;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
      }
      location = /echo {
        proxy_pass http://127.0.0.1:${upstream.echoPort};
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "Upgrade";
      }
    `,
  });
  const endpoint = { port, host: `127.0.0.1:${port}` };
  return { name: 'nginx proxy', web: endpoint, echo: endpoint, pids: [Number(program.pid)] };
}
