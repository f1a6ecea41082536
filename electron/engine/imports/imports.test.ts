import { describe, expect, it } from 'vitest';
import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { defaultSettings } from '../settings/settings-schema.ts';
import { Imports } from './imports.ts';

const SERVER = {
  id: 's1',
  label: 'exit.example.com',
  url: 'wss://exit.example.com:8123',
  secretId: 'secret-1',
  tokenLast4: 'last',
};
const BLOG: TunnelConfig = {
  id: 't1',
  name: 'blog',
  kind: 'http',
  upstream: 'http://127.0.0.1:3000',
  serverId: 's1',
  hostHeader: 'keep',
  rules: { ...NO_RULES, deny: ['192.0.2.0/24'] },
  enabled: true,
};

function setUp(tunnels: TunnelConfig[] = []) {
  const settings = { value: { ...defaultSettings(), tunnels, servers: [SERVER] } };
  const added: TunnelConfig[] = [];
  return { imports: new Imports({ settings, addStopped: (configs) => void added.push(...configs) }), added, settings };
}

describe('imports', () => {
  it('add what was chosen, with hashed passwords and under free names', async () => {
    const { imports, added } = setUp([{ ...BLOG, name: 'site' }]);
    const text = 'ngrok http 3000 --subdomain site --basic-auth me:open-sesame --cidr-allow 10.0.0.0/8';
    expect((await imports.preview(text)).tunnels).toMatchObject([
      { index: 0, name: 'site-2', kind: 'http', upstream: 'http://127.0.0.1:3000' },
    ]);
    expect(await imports.apply(text, [0], 'embedded')).toBe(1);
    expect(added).toMatchObject([{ name: 'site-2', serverId: 'embedded', enabled: false, hostHeader: 'keep' }]);
    const { basicAuth, allow } = added[0]?.rules ?? NO_RULES;
    expect(allow).toEqual(['10.0.0.0/8']);
    expect(basicAuth[0]?.user).toBe('me');
    expect(basicAuth[0]?.passwordHash).toMatch(/^scrypt\$/);
    expect(JSON.stringify(added)).not.toContain('open-sesame');
  });

  it('say why a tunnel cannot be brought over, and add the others', async () => {
    const { imports, added } = setUp();
    const text = [
      'tunnels:',
      '  a: { proto: http, addr: "https://localhost:8443" }',
      '  b: { proto: http, addr: 80, ip_restriction: { allow_cidrs: ["10.0.0.1-10.0.0.9"] } }',
      '  c: { proto: tcp, addr: 22, remote_addr: "1.tcp.ngrok.io:10022" }',
      '  d: { proto: http, addr: "file:///var/www" }',
    ].join('\n');
    const { tunnels } = await imports.preview(text);
    expect(tunnels.map(({ problem }) => problem)).toEqual([
      undefined,
      '"10.0.0.1-10.0.0.9" in its list is no address and no range.',
      undefined,
      undefined,
    ]);
    await expect(imports.apply(text, [1, 2], 's1')).rejects.toThrow('no address and no range');
    expect(added).toEqual([]);
    await imports.apply(text, [0, 2, 3], 's1');
    expect(added).toMatchObject([
      { kind: 'http', upstream: 'https://localhost:8443' },
      { kind: 'tcp', upstream: 'tcp://127.0.0.1:22', remotePort: 10022, serverId: 's1' },
      { kind: 'http', upstream: 'folder:///var/www' },
    ]);
  });

  it('refuse what fits no tunnel of its kind, and what is no choice', async () => {
    const { imports } = setUp();
    const account = 'tunnels: { db: { proto: tcp, addr: 5432, basic_auth: ["a:secret-password"] } }';
    await expect(imports.apply(account, [0], 's1')).rejects.toThrow('db: A TCP tunnel cannot have this rule');
    await expect(imports.apply(account, [7], 's1')).rejects.toThrow('at least one');
    await expect(imports.preview('hello')).rejects.toThrow('nothing that can be brought over');
  });

  it('bring an export of their own over whole, to the server that is the same, and stopped', async () => {
    const here = setUp([BLOG]);
    const text = here.imports.export();
    expect(text).not.toContain('secret-1');
    expect(text).not.toContain('last');
    expect(text).not.toContain(here.settings.value.clientId);
    const there = setUp();
    there.settings.value.servers[0] = { ...SERVER, id: 'other-id' };
    const { tunnels, notes } = await there.imports.preview(text);
    expect(tunnels).toMatchObject([{ name: 'blog', serverId: 'other-id', notes: ['Its rules come with it.'] }]);
    expect(notes).toEqual(['Tokens are not in the file: enter them again, or join the servers anew.']);
    await there.imports.apply(text, [0], 'embedded');
    expect(there.added).toEqual([{ ...BLOG, id: there.added[0]?.id, serverId: 'other-id', enabled: false }]);
    expect(there.added[0]?.id).not.toBe('t1');
  });

  it('carry no command, neither out nor in', async () => {
    const onDemand = { command: 'rm -rf planted', cwd: '/', startTimeoutSeconds: 60, idleMinutes: 10 };
    const here = setUp([{ ...BLOG, onDemand }]);
    const text = here.imports.export();
    expect(text).not.toContain('planted');
    const file = JSON.parse(text);
    file.tunnels[0].onDemand = onDemand;
    const there = setUp();
    await there.imports.apply(JSON.stringify(file), [0], 'embedded');
    expect(there.added).toHaveLength(1);
    expect(JSON.stringify(there.added)).not.toContain('planted');
  });

  it.each([
    ['{"porthole": 2}', 'newer version'],
    ['{"porthole": 1, "servers": [], "tunnels": [{}]}', 'tunnels.0.id'],
  ])('refuse an export that is %s', async (text, reason) => {
    await expect(setUp().imports.preview(text)).rejects.toThrow(reason);
  });
});
