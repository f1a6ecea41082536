import { ImportError, type Imported, type ImportedTunnel, plainTunnel } from './imported.ts';
import { asPort } from './loose-values.ts';

/** Flags of ssh(1) that have a value, beside those that are read here. */
const WITH_VALUE = /^-[BbcDEeFIiJlmOoPpQSWw]$/;
/** `[bind:]port:host:hostport`, with IPv6 addresses in brackets (ssh(1), -R and -L). */
const FORWARDING = /^(?:(?:(\[[^\]]*\]|[^:]*):)?(\d+)):(\[[^\]]+\]|[^:]+):(\d+)$/;

/** `ssh -R …` and `ssh -L …`, without the first word: each -R is a tunnel, each -L local forwarding. Throws ImportError. */
export function readSshCommand(words: readonly string[]): Imported {
  const tunnels: ImportedTunnel[] = [];
  let server: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    // Switches may stand before the letter that has the value: -fNR 80:localhost:3000.
    const match = /^-[46AaCfGgKkMNnqsTtVvXxYy]*([RL])(.*)$/s.exec(word);
    if (match !== null) tunnels.push(forwarding(match[1] === 'R', match[2] || (words[++at] ?? '')));
    else if (WITH_VALUE.test(word)) at++;
    else if (!word.startsWith('-')) server ??= word;
  }
  if (tunnels.length === 0) {
    throw new ImportError('This ssh command forwards nothing: paste one with -R, e.g. ssh -R 80:localhost:3000 HOST.');
  }
  const notes =
    server === undefined ? [] : [`${server} runs sshd: the tunnels are made on the exit server that you choose here.`];
  return { source: 'ssh', tunnels, notes };
}

function forwarding(remote: boolean, text: string): ImportedTunnel {
  const match = FORWARDING.exec(text);
  if (match === null) {
    const tunnel = plainTunnel(remote ? 'tcp' : 'forward', '', text);
    tunnel.notes.push('Only PORT:HOST:PORT can be carried over: SOCKS and socket files cannot.');
    return tunnel;
  }
  const [, bind = '', port, host = '', hostPort] = match;
  if (!remote) {
    return { ...plainTunnel('forward', '', `${host}:${hostPort}`), localPort: asPort(port) };
  }
  // Services such as serveo and localhost.run take port 80 for "a web address of your name".
  if (port === '80' || port === '443') return plainTunnel('http', bind.split('.', 1)[0] ?? '', `${host}:${hostPort}`);
  return { ...plainTunnel('tcp', '', `${host}:${hostPort}`), remotePort: asPort(port) };
}
