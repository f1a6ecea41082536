import { readFlags } from './command-flags.ts';
import { ImportError, type Imported, type ImportedTunnel, plainTunnel } from './imported.ts';
import { asPort, splitOnce } from './loose-values.ts';

const SWITCHES = new Set(['auto-tls', 'insecure', 'tls-skip-verify', 'strict-forwarding', 'print-token', 'inject']);

/**
 * `inlets-pro http client|tcp client|uplink client [flags]` and the older `inlets client`, without the first word. Throws ImportError.
 * (docs.inlets.dev)
 */
export function readInletsCommand(words: readonly string[]): Imported {
  const { operands, flags } = readFlags(words, SWITCHES);
  if (!operands.includes('client')) {
    throw new ImportError('This is not a client of inlets: paste an "inlets-pro http client" or "tcp client" command.');
  }
  const upstreams = (flags.get('upstream') ?? []).flatMap((value) => value.split(',')).filter(Boolean);
  const ports = [...(flags.get('ports') ?? []), ...(flags.get('port') ?? [])].flatMap((value) => value.split(','));
  const tunnels =
    operands[0] === 'tcp'
      ? ports.map((port) => tcpTunnel(upstreams[0] ?? '127.0.0.1', port.trim()))
      : upstreams.map(httpTunnel);
  if (tunnels.length === 0) {
    throw new ImportError(
      operands[0] === 'tcp'
        ? 'The command names no port: paste it with its --ports flag.'
        : 'The command names no upstream: paste it with its --upstream flag.',
    );
  }
  return { source: 'inlets', tunnels, notes: serverNotes(flags) };
}

/** `http://127.0.0.1:3000` or `blog.example.com=http://127.0.0.1:3000`. */
function httpTunnel(upstream: string): ImportedTunnel {
  const [host, target] = splitOnce(upstream, '=') ?? ['', upstream];
  const tunnel = plainTunnel('http', host.split('.', 1)[0] ?? '', target);
  if (host !== '') tunnel.notes.push(`It gets an address of your exit server's domain in place of ${host}.`);
  return tunnel;
}

/** `8080` or `9090:8080`: the port there and the port here. */
function tcpTunnel(host: string, ports: string): ImportedTunnel {
  const [there, here] = splitOnce(ports, ':') ?? [ports, ports];
  const tunnel = plainTunnel('tcp', '', `${host}:${here}`);
  tunnel.remotePort = asPort(there);
  return tunnel;
}

function serverNotes(flags: ReadonlyMap<string, string[]>): string[] {
  const notes: string[] = [];
  const server = (flags.get('url') ?? flags.get('remote'))?.[0];
  if (server) notes.push(`${server} runs inlets: the tunnels are made on the exit server that you choose here.`);
  if (flags.has('token') || flags.has('token-file')) notes.push('The token is of that server and is not carried over.');
  return notes;
}
