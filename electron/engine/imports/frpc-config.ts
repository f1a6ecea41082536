import { EditableFieldName, FieldValue, type HeaderEdit } from '../../../shared/rules/tunnel-rules.ts';
import { ImportError, type Imported, type ImportedTunnel, plainTunnel } from './imported.ts';
import { asList, asPort, asRecord, asText, asTexts, type LooseRecord } from './loose-values.ts';

/** Whether a TOML document looks like the file of frp's client. */
export function isFrpcConfig(file: LooseRecord): boolean {
  return ['proxies', 'visitors', 'serverAddr', 'serverPort', 'webServer'].some((key) => key in file);
}

/** The proxies of frpc.toml (gofrp.org/en/docs/reference). Throws ImportError. */
export function readFrpcConfig(file: LooseRecord): Imported {
  const tunnels = asList(file.proxies).map((proxy) => readProxy(asRecord(proxy)));
  const visitors = asList(file.visitors).map((visitor) => readVisitor(asRecord(visitor)));
  if (tunnels.length + visitors.length === 0) {
    throw new ImportError('This frpc.toml has no proxies: there is nothing to bring over.');
  }
  const server = asText(file.serverAddr);
  const notes =
    server === undefined ? [] : [`${server} runs frp: the tunnels are made on the exit server that you choose here.`];
  return { source: 'frpc.toml', tunnels: [...tunnels, ...visitors], notes };
}

function readProxy(proxy: LooseRecord): ImportedTunnel {
  const type = asText(proxy.type) ?? 'tcp';
  const name = asText(proxy.name) ?? '';
  const target = `${asText(proxy.localIP) ?? '127.0.0.1'}:${asText(proxy.localPort) ?? ''}`;
  const plugin = asText(asRecord(proxy.plugin).type);
  if (plugin === 'static_file') return sharedFolder(name, asRecord(proxy.plugin));
  if (plugin !== undefined) return unsupported(name, `Its plugin "${plugin}" has no counterpart here.`);
  if (type === 'http') return httpProxy(proxy, plainTunnel('http', asText(proxy.subdomain) ?? name, target));
  if (type === 'https') return domains(proxy, plainTunnel('tls', asText(proxy.subdomain) ?? name, target));
  if (type === 'tcp') {
    return common(proxy, { ...plainTunnel('tcp', name, target), remotePort: asPort(proxy.remotePort) });
  }
  if (type === 'stcp' || type === 'xtcp') {
    const tunnel = plainTunnel('private', name, target);
    tunnel.notes.push('It becomes a private service: who has a token for its name reaches it, not who has its secret.');
    return common(proxy, tunnel);
  }
  return unsupported(name, `"${type}" proxies have no counterpart here.`);
}

function httpProxy(proxy: LooseRecord, tunnel: ImportedTunnel): ImportedTunnel {
  tunnel.hostHeader = asText(proxy.hostHeaderRewrite);
  const [user, password] = [asText(proxy.httpUser), asText(proxy.httpPassword)];
  if (user !== undefined && password !== undefined) tunnel.accounts.push({ user, password });
  tunnel.requestHeaders = headerEdits(asRecord(proxy.requestHeaders).set, tunnel);
  tunnel.responseHeaders = headerEdits(asRecord(proxy.responseHeaders).set, tunnel);
  if (asTexts(proxy.locations).some((path) => path !== '/')) {
    tunnel.notes.push('It is shared with all its paths: send some of them elsewhere under Rules, Paths.');
  }
  if (asText(proxy.routeByHTTPUser) !== undefined) tunnel.notes.push('It is not chosen by the visitor’s user name.');
  return domains(proxy, tunnel);
}

/** frp serves a folder at a port or a name; here a folder has a name. */
function sharedFolder(name: string, plugin: LooseRecord): ImportedTunnel {
  const tunnel = plainTunnel('http', name, asText(plugin.localPath) ?? '');
  const [user, password] = [asText(plugin.httpUser), asText(plugin.httpPassword)];
  if (user !== undefined && password !== undefined) tunnel.accounts.push({ user, password });
  if (tunnel.target === '') tunnel.notes.push('It names no folder.');
  if (asText(plugin.stripPrefix) !== undefined) tunnel.notes.push('The folder is at /, without a path before it.');
  return tunnel;
}

function domains(proxy: LooseRecord, tunnel: ImportedTunnel): ImportedTunnel {
  const names = asTexts(proxy.customDomains);
  if (asText(proxy.subdomain) === undefined && names[0] !== undefined) tunnel.name = names[0].split('.', 1)[0] ?? '';
  if (names.length > 0) {
    tunnel.notes.push(`It gets an address of your exit server's domain in place of ${names.join(', ')}.`);
  }
  return common(proxy, tunnel);
}

function common(proxy: LooseRecord, tunnel: ImportedTunnel): ImportedTunnel {
  const transport = asRecord(proxy.transport);
  if (asText(transport.proxyProtocolVersion) !== undefined) {
    tunnel.notes.push('Set the PROXY protocol in the tunnel’s settings, where your service reads it.');
  }
  if (asText(transport.bandwidthLimit) !== undefined) tunnel.notes.push('There is no limit of its bandwidth.');
  if (asText(asRecord(proxy.loadBalancer).group) !== undefined) {
    tunnel.notes.push('Allow other computers to serve its name in the tunnel’s settings, on each of them.');
  }
  return tunnel;
}

/** A visitor of frp reaches somebody's stcp proxy on a port of this computer. */
function readVisitor(visitor: LooseRecord): ImportedTunnel {
  const [name, service] = [asText(visitor.name) ?? '', asText(visitor.serverName) ?? ''];
  const port = asPort(visitor.bindPort);
  const tunnel = plainTunnel('forward', name, `${service}.internal:${port ?? ''}`);
  tunnel.localPort = port;
  tunnel.notes.push(`It reaches the private service ${service} of another client of your exit server.`);
  return tunnel;
}

function headerEdits(fields: unknown, tunnel: ImportedTunnel): HeaderEdit[] {
  return Object.entries(asRecord(fields)).flatMap(([name, value]): HeaderEdit[] => {
    const text = asText(value) ?? '';
    const good = EditableFieldName.safeParse(name).success && FieldValue.safeParse(text).success;
    if (good) return [{ act: 'set', name, value: text }];
    tunnel.notes.push(`The header "${name}" cannot be set and was left out.`);
    return [];
  });
}

function unsupported(name: string, note: string): ImportedTunnel {
  return { ...plainTunnel('tcp', name, ''), notes: [note] };
}
