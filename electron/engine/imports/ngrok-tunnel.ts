import { EditableFieldName, FieldValue, type HeaderEdit } from '../../../shared/rules/tunnel-rules.ts';
import { type ImportedTunnel, plainTunnel } from './imported.ts';
import { asRecord, asText, asTexts, type LooseRecord, splitOnce } from './loose-values.ts';

/** What ngrok does at its edge and Porthole does not (yet), by the option that asks for it. */
const NOT_CARRIED: Readonly<Record<string, string>> = {
  oauth: 'The sign-in with OAuth is not carried over: give it accounts or one-visitor links under Rules.',
  oidc: 'The sign-in with OpenID Connect is not carried over: give it accounts or one-visitor links under Rules.',
  webhook_verification: 'Webhook signatures are not checked on the way: see Requests for each one’s verdict.',
  verify_webhook: 'Webhook signatures are not checked on the way: see Requests for each one’s verdict.',
  mutual_tls_cas: 'Client certificates are not asked for: share it with TLS passed through and ask for them yourself.',
  traffic_policy: 'The traffic policy is not carried over: see Rules for what Porthole has of it.',
  traffic_policy_file: 'The traffic policy is not carried over: see Rules for what Porthole has of it.',
  policy: 'The traffic policy is not carried over: see Rules for what Porthole has of it.',
  circuit_breaker: 'There is no circuit breaker.',
  compression: 'Answers are not compressed on the way.',
  websocket_tcp_converter: 'WebSockets are passed on as they are, and not made TCP.',
  user_agent_filter: 'There is no filter by user agent.',
  labels: 'Labels of an ngrok edge are not carried over.',
  crt: 'Its certificate stays with your service: TLS is passed through.',
  key: 'Its certificate stays with your service: TLS is passed through.',
};

/**
 * A tunnel of ngrok's agent, from its file or from its flags; names of options as in the file.
 * (ngrok.com/docs/agent/config/v2 and v3, ngrok.com/docs/agent/cli)
 */
export function ngrokTunnel(name: string, proto: string, addr: string, options: LooseRecord): ImportedTunnel {
  const kind = proto === 'tcp' ? 'tcp' : proto === 'tls' ? 'tls' : 'http';
  const tunnel = plainTunnel(kind, nameOf(name, options), targetOf(addr));
  const host = hostOf(options);
  if (host !== undefined && kind !== 'tcp') {
    tunnel.notes.push(`It gets an address of your own exit server in place of ${host}.`);
  }
  const remote = asText(options.remote_addr) ?? (kind === 'tcp' ? asText(options.url) : undefined);
  if (remote !== undefined) readRemote(remote, tunnel);
  tunnel.hostHeader = hostHeader(asText(options.host_header));
  for (const account of [...asTexts(options.auth), ...asTexts(options.basic_auth)]) readAccount(account, tunnel);
  const addresses = asRecord(options.ip_restriction);
  tunnel.allow = [...asTexts(addresses.allow_cidrs), ...asTexts(options.cidr_allow)];
  tunnel.deny = [...asTexts(addresses.deny_cidrs), ...asTexts(options.cidr_deny)];
  tunnel.requestHeaders = headerEdits('request_header', options, tunnel);
  tunnel.responseHeaders = headerEdits('response_header', options, tunnel);
  if (options.proxy_proto !== undefined || options.proxy_protocol !== undefined) {
    tunnel.notes.push('Set the PROXY protocol in the tunnel’s settings, where your service reads it.');
  }
  // By their own names alone: a file may call an option `__proto__` or `constructor`.
  const notCarried = Object.keys(options).filter((option) => Object.hasOwn(NOT_CARRIED, option));
  tunnel.notes.push(...new Set(notCarried.flatMap((option) => NOT_CARRIED[option] ?? [])));
  return tunnel;
}

/** ngrok takes `8080`, `host:8080`, `http://host:8080`, `https://…` and `file:///…`. */
function targetOf(addr: string): string {
  return addr === '' ? '80' : addr;
}

function nameOf(name: string, options: LooseRecord): string {
  return name || (hostOf(options)?.split('.', 1)[0] ?? '');
}

function hostOf(options: LooseRecord): string | undefined {
  const named = asText(options.subdomain) ?? asText(options.domain) ?? asText(options.hostname);
  const url = named ?? asText(options.url);
  return url?.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/s, '');
}

function readRemote(remote: string, tunnel: ImportedTunnel): void {
  const port = Number(/:(\d+)\/?$/.exec(remote)?.[1]);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) tunnel.remotePort = port;
  tunnel.notes.push(`It gets a port of your own exit server in place of ${remote.replace(/^tcp:\/\//i, '')}.`);
}

function hostHeader(value: string | undefined): string | undefined {
  if (value === undefined || value === 'preserve') return undefined;
  return value === 'rewrite' ? 'upstream' : value;
}

function readAccount(account: string, tunnel: ImportedTunnel): void {
  const [user, password] = splitOnce(account, ':') ?? [];
  if (user && password) tunnel.accounts.push({ user, password });
  else tunnel.notes.push('An account is not USER:PASSWORD and was left out.');
}

/** `{add: ['name: value'], remove: ['name']}` in the file, `…_add` and `…_remove` as flags. */
function headerEdits(option: string, options: LooseRecord, tunnel: ImportedTunnel): HeaderEdit[] {
  const group = asRecord(options[option]);
  const edits: HeaderEdit[] = [];
  for (const line of [...asTexts(group.add), ...asTexts(options[`${option}_add`])]) {
    const [name = '', value = ''] = (splitOnce(line, ':') ?? [line]).map((part) => part.trim());
    // What has a place-holder is filled in by ngrok's edge.
    const good = EditableFieldName.safeParse(name).success && FieldValue.safeParse(value).success;
    if (good && !value.includes('${')) edits.push({ act: 'add', name, value });
    else tunnel.notes.push(`The header "${name}" cannot be set and was left out.`);
  }
  for (const name of [...asTexts(group.remove), ...asTexts(options[`${option}_remove`])]) {
    if (EditableFieldName.safeParse(name).success) edits.push({ act: 'remove', name });
    else tunnel.notes.push(`The header "${name}" cannot be removed.`);
  }
  return edits;
}
