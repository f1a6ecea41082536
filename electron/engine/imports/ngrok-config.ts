import { ImportError, type Imported, type ImportedTunnel, plainTunnel } from './imported.ts';
import { asList, asRecord, asText, type LooseRecord } from './loose-values.ts';
import { ngrokTunnel } from './ngrok-tunnel.ts';

/** Whether a YAML document looks like the file of ngrok's agent. */
export function isNgrokConfig(file: LooseRecord): boolean {
  return ['tunnels', 'endpoints', 'authtoken', 'agent'].some((key) => key in file);
}

/** The tunnels of ngrok.yml, versions 2 and 3 (`tunnels`) and the endpoints of version 3. Throws ImportError. */
export function readNgrokConfig(file: LooseRecord): Imported {
  const tunnels = [
    ...Object.entries(asRecord(file.tunnels)).map(([name, options]) => readTunnel(name, asRecord(options))),
    ...asList(file.endpoints).map((endpoint) => readEndpoint(asRecord(endpoint))),
  ];
  if (tunnels.length === 0) {
    throw new ImportError('This ngrok.yml has no tunnels and no endpoints: there is nothing to bring over.');
  }
  const token = asText(file.authtoken) ?? asText(asRecord(file.agent).authtoken);
  const notes = token === undefined ? [] : ['The authtoken is of your ngrok account: Porthole needs none.'];
  return { source: 'ngrok.yml', tunnels, notes };
}

function readTunnel(name: string, options: LooseRecord): ImportedTunnel {
  const proto = asText(options.proto) ?? schemeOf(options) ?? 'http';
  return ngrokTunnel(name, proto, asText(options.addr) ?? '', options);
}

/** `{name, url, upstream: {url, proxy_protocol}, traffic_policy}` */
function readEndpoint(endpoint: LooseRecord): ImportedTunnel {
  const upstream = asRecord(endpoint.upstream);
  const { url: _, ...rest } = upstream;
  const name = asText(endpoint.name) ?? '';
  const target = asText(upstream.url);
  if (target === undefined) {
    return { ...plainTunnel('http', name, ''), notes: ['It leads to no address of this computer.'] };
  }
  const scheme = /^(tcp|tls):/i.exec(asText(endpoint.url) ?? '')?.[1]?.toLowerCase();
  return ngrokTunnel(name, scheme ?? 'http', target, { ...rest, ...endpoint });
}

function schemeOf(options: LooseRecord): string | undefined {
  return /^(tcp|tls):/i.exec(asText(options.url) ?? '')?.[1]?.toLowerCase();
}
