import { describe, expect, it } from 'vitest';
import { ImportError } from './imported.ts';
import { readImport } from './read-import.ts';

/** What matters of each tunnel, without what is empty. */
function read(text: string) {
  const { source, tunnels, notes } = readImport(text);
  const full = tunnels.map((tunnel) =>
    Object.fromEntries(
      Object.entries(tunnel).filter(
        ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
      ),
    ),
  );
  return { source, tunnels: full, notes };
}

const NGROK_V2 = `
version: "2"
authtoken: 4nq9771bPxe8ctg7LKr_2ClH7Y15Zqe4bWLWF9p
region: eu
tunnels:
  website:
    addr: 8888
    proto: http
    basic_auth:
      - "bob:bobpassword"
      - "broken"
    host_header: "myapp.dev"
    subdomain: myapp
    inspect: false
    schemes: [https]
    request_header:
      add: ["X-Team: blue", "X-Visitor: \${conn.client_ip}"]
      remove: ["Referer"]
    response_header:
      add: ["Strict-Transport-Security: max-age=86400"]
    ip_restriction:
      allow_cidrs: ["10.0.0.0/8", "2001:db8::/32"]
      deny_cidrs: [10.1.0.0/16]
    oauth:
      provider: google
  ssh-access:
    addr: 22
    proto: tcp
    remote_addr: 1.tcp.ngrok.io:12345
  own-tls:
    addr: https://localhost:8443
    proto: tls
    hostname: secure.example.com
    crt: server.crt
`;

describe('ngrok.yml', () => {
  it('of version 2 is read whole', () => {
    expect(read(NGROK_V2)).toEqual({
      source: 'ngrok.yml',
      notes: ['The authtoken is of your ngrok account: Porthole needs none.'],
      tunnels: [
        {
          name: 'website',
          kind: 'http',
          target: '8888',
          hostHeader: 'myapp.dev',
          accounts: [{ user: 'bob', password: 'bobpassword' }],
          allow: ['10.0.0.0/8', '2001:db8::/32'],
          deny: ['10.1.0.0/16'],
          requestHeaders: [
            { act: 'add', name: 'X-Team', value: 'blue' },
            { act: 'remove', name: 'Referer' },
          ],
          responseHeaders: [{ act: 'add', name: 'Strict-Transport-Security', value: 'max-age=86400' }],
          notes: [
            'It gets an address of your own exit server in place of myapp.',
            'An account is not USER:PASSWORD and was left out.',
            'The header "X-Visitor" cannot be set and was left out.',
            'The sign-in with OAuth is not carried over: give it accounts or one-visitor links under Rules.',
          ],
        },
        {
          name: 'ssh-access',
          kind: 'tcp',
          target: '22',
          remotePort: 12345,
          notes: ['It gets a port of your own exit server in place of 1.tcp.ngrok.io:12345.'],
        },
        {
          name: 'own-tls',
          kind: 'tls',
          target: 'https://localhost:8443',
          notes: [
            'It gets an address of your own exit server in place of secure.example.com.',
            'Its certificate stays with your service: TLS is passed through.',
          ],
        },
      ],
    });
  });

  it('of version 3 may have endpoints', () => {
    const text = `
version: 3
agent:
  authtoken: secret
endpoints:
  - name: my-api
    url: https://api.example.com
    upstream:
      url: 8080
      proxy_protocol: 2
    traffic_policy:
      on_http_request: []
  - name: db
    url: tcp://5.tcp.ngrok.io:20000
    upstream: { url: "127.0.0.1:5432" }
  - name: nowhere
`;
    const { tunnels } = read(text);
    expect(tunnels).toMatchObject([
      { name: 'my-api', kind: 'http', target: '8080' },
      { name: 'db', kind: 'tcp', target: '127.0.0.1:5432', remotePort: 20000 },
      { name: 'nowhere', kind: 'http', notes: ['It leads to no address of this computer.'] },
    ]);
    expect(tunnels[0]?.notes).toEqual([
      'It gets an address of your own exit server in place of api.example.com.',
      'Set the PROXY protocol in the tunnel’s settings, where your service reads it.',
      'The traffic policy is not carried over: see Rules for what Porthole has of it.',
    ]);
  });

  it('without tunnels is refused with a reason', () => {
    expect(() => readImport('version: 2\nauthtoken: x\n')).toThrow('there is nothing to bring over');
  });
});

describe('frpc.toml', () => {
  it('is read whole', () => {
    const text = `
serverAddr = "203.0.113.9"
serverPort = 7000
auth.token = "12345678"

[[proxies]]
name = "ssh"
type = "tcp"
localIP = "127.0.0.1"
localPort = 22
remotePort = 6000

[[proxies]]
name = "web"
type = "http"
localPort = 8080
customDomains = ["www.example.com", "example.com"]
hostHeaderRewrite = "dev.example.com"
requestHeaders.set.x-from-where = "frp"
httpUser = "abc"
httpPassword = "def"
locations = ["/", "/pic"]
transport.bandwidthLimit = "1MB"

[[proxies]]
name = "dns"
type = "udp"
localPort = 53

[[proxies]]
name = "files"
type = "tcp"
remotePort = 6001
[proxies.plugin]
type = "static_file"
localPath = "/srv/files"
httpUser = "me"
httpPassword = "open-sesame"

[[proxies]]
name = "secret_ssh"
type = "stcp"
secretKey = "abcdefg"
localPort = 22

[[visitors]]
name = "secret_ssh_visitor"
type = "stcp"
serverName = "secret_ssh"
secretKey = "abcdefg"
bindPort = 6002
`;
    expect(read(text)).toMatchObject({
      source: 'frpc.toml',
      notes: ['203.0.113.9 runs frp: the tunnels are made on the exit server that you choose here.'],
      tunnels: [
        { name: 'ssh', kind: 'tcp', target: '127.0.0.1:22', remotePort: 6000 },
        {
          name: 'www',
          kind: 'http',
          target: '127.0.0.1:8080',
          hostHeader: 'dev.example.com',
          accounts: [{ user: 'abc', password: 'def' }],
          requestHeaders: [{ act: 'set', name: 'x-from-where', value: 'frp' }],
          notes: [
            'It is shared with all its paths: send some of them elsewhere under Rules, Paths.',
            "It gets an address of your exit server's domain in place of www.example.com, example.com.",
            'There is no limit of its bandwidth.',
          ],
        },
        { name: 'dns', notes: ['"udp" proxies have no counterpart here.'] },
        {
          name: 'files',
          kind: 'http',
          target: '/srv/files',
          accounts: [{ user: 'me', password: 'open-sesame' }],
        },
        { name: 'secret_ssh', kind: 'private', target: '127.0.0.1:22' },
        { name: 'secret_ssh_visitor', kind: 'forward', target: 'secret_ssh.internal:6002', localPort: 6002 },
      ],
    });
  });

  it('of the old INI format is refused with a reason', () => {
    expect(() => readImport('[common]\nserver_addr = 1.2.3.4\n\n[ssh]\ntype = tcp\n')).toThrow('old INI format');
  });
});

describe('a command', () => {
  it.each([
    ['ngrok http 3000', { source: 'ngrok', tunnels: [{ kind: 'http', target: '3000' }] }],
    [
      '$ ngrok http --url=https://foo.ngrok.app --basic-auth "user:a b" --cidr-allow 10.0.0.0/8 --cidr-allow 192.0.2.1 localhost:8080 \\\n  --host-header=rewrite',
      {
        tunnels: [
          {
            name: 'foo',
            kind: 'http',
            target: 'localhost:8080',
            hostHeader: 'upstream',
            accounts: [{ user: 'user', password: 'a b' }],
            allow: ['10.0.0.0/8', '192.0.2.1'],
          },
        ],
      },
    ],
    [
      'ngrok tcp 22 --remote-addr=1.tcp.ngrok.io:12345',
      { tunnels: [{ kind: 'tcp', target: '22', remotePort: 12345 }] },
    ],
    ['ngrok.exe tls --domain=a.example.com 443', { tunnels: [{ kind: 'tls', name: 'a', target: '443' }] }],
    [
      'inlets-pro http client --url=wss://exit.example.com:8123 --token-file ./t --upstream "blog.example.com=http://127.0.0.1:2368,http://127.0.0.1:80" --auto-tls=false',
      {
        source: 'inlets',
        tunnels: [
          { kind: 'http', name: 'blog', target: 'http://127.0.0.1:2368' },
          { kind: 'http', target: 'http://127.0.0.1:80' },
        ],
        notes: [
          'wss://exit.example.com:8123 runs inlets: the tunnels are made on the exit server that you choose here.',
          'The token is of that server and is not carried over.',
        ],
      },
    ],
    [
      'sudo LICENSE=x /usr/local/bin/inlets-pro tcp client --url wss://x:8123 --upstream 10.0.0.5 --ports 2222:22,443',
      {
        tunnels: [
          { kind: 'tcp', target: '10.0.0.5:22', remotePort: 2222 },
          { kind: 'tcp', target: '10.0.0.5:443', remotePort: 443 },
        ],
      },
    ],
    [
      'ssh -fN -R 80:localhost:3000 -R8080:127.0.0.1:22 -R blog.example.com:80:[::1]:4000 -L 5432:db:5432 -i ~/.ssh/id me@host -p 22',
      {
        source: 'ssh',
        tunnels: [
          { kind: 'http', target: 'localhost:3000' },
          { kind: 'tcp', target: '127.0.0.1:22', remotePort: 8080 },
          { kind: 'http', name: 'blog', target: '[::1]:4000' },
          { kind: 'forward', target: 'db:5432', localPort: 5432 },
        ],
        notes: ['me@host runs sshd: the tunnels are made on the exit server that you choose here.'],
      },
    ],
    ['ssh -R 1080 host', { tunnels: [{ target: '1080', notes: [expect.stringContaining('SOCKS')] }] }],
  ])('%s', (command, expected) => {
    expect(read(command)).toMatchObject(expected);
  });

  it.each([
    ['ngrok start --all', 'ngrok.yml'],
    ['ngrok http "3000', 'not closed'],
    ['inlets-pro http server', 'not a client'],
    ['inlets-pro http client --url x', '--upstream'],
    ['inlets-pro tcp client --url x --upstream y', '--ports'],
    ['ssh host uptime', 'forwards nothing'],
    ['', 'Paste'],
    ['hello', 'nothing that can be brought over'],
    ['{"a": 1}', 'nothing that can be brought over'],
  ])('%s is refused with a reason', (command, reason) => {
    expect(() => readImport(command)).toThrow(ImportError);
    expect(() => readImport(command)).toThrow(reason);
  });

  it('does not multiply by aliases of YAML', () => {
    const lines = ['a: &a ["x","x","x","x","x","x","x","x","x"]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => [...pair])) {
      lines.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(',')}]`);
    }
    expect(() => readImport(`tunnels: {}\n${lines.join('\n')}`)).toThrow(ImportError);
  });
});

describe('readImport of long and odd texts', () => {
  it.each([
    ['line breaks', `[${'\n'.repeat(300_000)}`],
    ['blanks', ' \t'.repeat(500_000).padStart(1_000_001, 'x')],
    ['blank lines', `[${' \n'.repeat(200_000)}`],
  ])('says that %s are nothing', (_, text) => {
    expect(() => readImport(`${text}z`)).toThrow('This is nothing that can be brought over.');
  });

  it('finds the old format of frp behind many lines', () => {
    expect(() => readImport(`[x]${'\n'.repeat(300_000)} \t[common]`)).toThrow('old INI format of frp');
  });

  it('reads a flag that is given very often', () => {
    const { tunnels } = readImport(`ngrok http 80${' --a b'.repeat(150_000)} --subdomain shop`);
    expect(tunnels).toHaveLength(1);
  });

  it('says nothing of options that are called as what every object has', () => {
    const options = ['__proto__', 'constructor', 'toString'].map((name) => `    ${name}: x\n`).join('');
    const { tunnels } = readImport(`version: "2"\ntunnels:\n  shop:\n    addr: 3000\n    proto: http\n${options}`);
    expect(tunnels.map(({ notes }) => notes)).toEqual([[]]);
  });

  it.each(['constructor x', 'toString', 'valueOf x', 'hasOwnProperty'])('takes %j for no command', (text) => {
    expect(() => readImport(text)).toThrow(ImportError);
  });
});
