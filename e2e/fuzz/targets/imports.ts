import { Imports } from '../../../electron/engine/imports/imports.ts';
import { RequestError } from '../../../electron/engine/request-error.ts';
import { defaultSettings } from '../../../electron/engine/settings/settings-schema.ts';
import { ImportPlan } from '../../../shared/contract/import.ts';
import { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const settings = { value: defaultSettings() };

/**
 * Other programs' settings and commands, which people paste from anywhere: refused with one line, or planned as the page can show it; and what can be brought over becomes
 * tunnels that the settings take, stopped and without a command.
 */
export const imports: FuzzTarget = {
  name: 'imports',
  seeds: [
    'version: "3"\ntunnels:\n  web:\n    proto: http\n    addr: 3000\n    host_header: rewrite\n    ip_restriction: {allow_cidrs: ["10.0.0.0/8"]}\n  db: {proto: tcp, addr: "db:5432", remote_addr: "1.tcp.ngrok.io:12345"}\n',
    'version: 3\nendpoints:\n  - name: a\n    url: https://a.ngrok.app\n    upstream:\n      url: 8080\n',
    'serverAddr = "frp.example.com"\nserverPort = 7000\n[[proxies]]\nname = "ssh"\ntype = "tcp"\nlocalIP = "127.0.0.1"\nlocalPort = 22\nremotePort = 6000\n[[proxies]]\nname = "web"\ntype = "http"\nlocalPort = 80\ncustomDomains = ["a.example.com"]\n',
    "ngrok http --host-header=rewrite 'localhost:3000' --name web",
    'inlets-pro http client --url wss://exit:8123 --token-file t --upstream blog=http://127.0.0.1:3000',
    'ssh -N -R 8080:localhost:3000 -L 5432:db:5432 -p 22 ada@exit.example.com',
    'a: &a [x, x]\ntunnels: {w: {addr: *a, proto: http}}',
    '[common]\nserver_addr = a\n',
  ],
  words: [
    'tunnels:',
    'endpoints:',
    '[[proxies]]\n',
    'type = "',
    'localPort = ',
    'remotePort = ',
    'addr: ',
    'proto: ',
    'basic_auth: ["a:b"]',
    '&a ',
    '*a',
    '!!js ',
    '__proto__: ',
    ' -R ',
    ' --upstream ',
    ' --',
    '[::1]:',
    '0:0:0:0',
    '99999',
    '\\\n',
    '"',
    "'",
    '\u0000',
    '{',
    '}',
  ],
  async run(input) {
    const text = input.toString('utf8');
    const added: TunnelConfig[] = [];
    const reader = new Imports({ settings, addStopped: (configs) => added.push(...configs) });
    let plan: ImportPlan;
    try {
      plan = await reader.preview(text);
    } catch (error) {
      refused(error);
      return;
    }
    ImportPlan.parse(plan);
    const names = plan.tunnels.map(({ name }) => name);
    if (new Set(names).size !== names.length) throw new Error(`a name is given twice: ${names}`);
    // Hashing a password takes as long as thousands of inputs.
    const able = plan.tunnels.filter(({ upstream, notes }) => upstream !== undefined && !/account/.test(notes.join()));
    if (able.length === 0) return;
    try {
      await reader.apply(text, [able[0]?.index ?? 0], 'embedded');
    } catch (error) {
      refused(error);
      return;
    }
    const [tunnel] = added;
    if (added.length !== 1 || tunnel === undefined) throw new Error(`${added.length} tunnels came of one`);
    TunnelConfig.parse(tunnel);
    if (tunnel.enabled || tunnel.onDemand !== undefined) throw new Error('it would run something by itself');
  },
};

/** A refusal is one line for people; anything else is a fault of ours. */
function refused(error: unknown): void {
  if (error instanceof RequestError && error.message !== '' && !error.message.includes('\n')) return;
  throw error;
}
