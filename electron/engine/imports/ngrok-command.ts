import { readFlags } from './command-flags.ts';
import { ImportError, type Imported } from './imported.ts';
import { ngrokTunnel } from './ngrok-tunnel.ts';

const SWITCHES = new Set(['inspect', 'pooling-enabled', 'compression', 'websocket-tcp-converter', 'bind-tls', 'h']);

/** `ngrok http|tcp|tls [ADDRESS] [flags]`, without its first word. Throws ImportError. */
export function readNgrokCommand(words: readonly string[]): Imported {
  const { operands, flags } = readFlags(words, SWITCHES);
  const [verb, addr = ''] = operands;
  if (verb !== 'http' && verb !== 'tcp' && verb !== 'tls') {
    throw new ImportError(
      `"ngrok ${verb ?? ''}" shares nothing by itself: paste an "ngrok http", "tcp" or "tls" command, or ngrok.yml.`,
    );
  }
  const options = Object.fromEntries([...flags].map(([name, values]) => [name.replaceAll('-', '_'), values]));
  // A flag that was given once is one value, as in the file.
  const single = Object.fromEntries(
    Object.entries(options).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
  return { source: 'ngrok', tunnels: [ngrokTunnel('', verb, addr, single)], notes: [] };
}
