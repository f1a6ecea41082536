import { afterAll, beforeAll, expect, test } from 'vitest';
import { ForwardPattern } from '../../../exit/forward/forward-pattern.ts';
import { TestClient } from '../../../exit/testing/test-client.ts';
import { startTestExit, type TestExit } from '../../../exit/testing/test-exit.ts';
import { until } from '../../../exit/testing/until.ts';
import { ForwardReplyReader } from '../../../shared/wire/forward-reply.ts';
import { encodeStreamHeader } from '../../../shared/wire/stream-header.ts';

/** As much as an operator can allow without naming an address: all networks, and all names. */
const PATTERNS = ['0.0.0.0/0:*', '[::/0]:*', '*.test:*', '*.localhost:*', 'metadata.google.internal:*'];

let exit: TestExit;
let client: TestClient;

beforeAll(async () => {
  const allowForward = PATTERNS.map((text) => ForwardPattern.parse(text)).filter((pattern) => pattern !== undefined);
  expect(allowForward).toHaveLength(PATTERNS.length);
  exit = await startTestExit({ allowForward });
  client = await TestClient.connect(exit);
});

afterAll(async () => {
  client.destroy();
  await exit.server.close();
});

/** Asks for a forward tunnel, and for a connection over it where there is one. Returns why there is none, or `connected`. */
async function reach(target: string): Promise<string> {
  const answer = await client.request({ kind: 'forward', name: 'ssrf', target });
  if (answer.type === 'tunnel-refused') return answer.code;
  const reader = new ForwardReplyReader();
  let outcome: string | undefined;
  const stream = client.session.openStream({
    onData: (chunk) => {
      stream.consumed(chunk.length);
      outcome ??= reader.push(chunk)?.reply.status;
    },
    onEnd: () => {},
    onReset: () => {
      outcome ??= 'reset';
    },
    onDrain: () => {},
  });
  stream.write(encodeStreamHeader({ kind: 'forward', tunnelId: answer.tunnelId, visitor: '127.0.0.1:9' }));
  await until(() => outcome !== undefined, `an answer for ${target}`);
  stream.end();
  client.send({ type: 'close-tunnel', tunnelId: answer.tunnelId });
  return outcome ?? '';
}

test.each([
  ['the metadata service', '169.254.169.254'],
  ['the metadata service of Alibaba', '100.100.100.200'],
  ['the metadata service of Azure', '168.63.129.16'],
  ['the metadata service by IPv6', '[fd00:ec2::254]'],
  ['a link-local address', '169.254.1.1'],
  ['a link-local IPv6 address', '[fe80::1]'],
  ['loopback', '127.0.0.1'],
  ['another loopback address', '127.1.2.3'],
  ['loopback by IPv6', '[::1]'],
  ['any address', '0.0.0.0'],
  ['any IPv6 address', '[::]'],
  ['loopback mapped into IPv6', '[::ffff:127.0.0.1]'],
  ['loopback mapped into IPv6, in hexadecimal', '[::ffff:7f00:1]'],
  ['the metadata service mapped into IPv6', '[::ffff:a9fe:a9fe]'],
  ['loopback as an IPv4-compatible address', '[::127.0.0.1]'],
  ['the metadata service behind NAT64', '[64:ff9b::a9fe:a9fe]'],
  ['loopback behind 6to4', '[2002:7f00:1::1]'],
  ['loopback in decimal', '2130706433'],
  ['the metadata service in decimal', '2852039166'],
  ['loopback in octal', '0177.0.0.1'],
  ['loopback in octal, padded', '0000177.0.0.01'],
  ['loopback in hexadecimal', '0x7f000001'],
  ['loopback in mixed notation', '0x7f.1'],
  ['loopback in short', '127.1'],
  ['loopback with a dot behind', '127.0.0.1.'],
  ['a name of loopback', 'localhost'],
  ['broadcast', '255.255.255.255'],
  ['multicast', '224.0.0.1'],
])('SSRF through local forwarding to %s is refused', async (_what, host) => {
  // 8123 and the like would be the exit server's own ports; the address decides, not the port.
  expect(['not-allowed', 'bad-target']).toContain(await reach(`${host}:80`));
});

test('SSRF through local forwarding to an allowed name that leads to loopback is refused', async () => {
  // Some systems do not know names below localhost. dial-target.loopback.test.ts has a name server of its own for the rest.
  expect(['not-allowed', 'unknown-host']).toContain(await reach('evil.localhost:80'));
});

test('an address that is named is let through, so that the refusals above are not those of everything', async () => {
  const patterns = [ForwardPattern.parse('127.0.0.9:*')].filter((pattern) => pattern !== undefined);
  const open = await startTestExit({ allowForward: patterns });
  const other = await TestClient.connect(open);
  try {
    const answer = await other.request({ kind: 'forward', name: 'named', target: '127.0.0.9:1' });
    expect(answer.type).toBe('tunnel-opened');
  } finally {
    other.destroy();
    await open.server.close();
  }
});
