import { describe, expect, it } from 'vitest';
import type { Probe, ProbedTunnel } from '../../../../shared/contract/tunnel.ts';
import { Live } from '../../live.ts';
import { joinedEngine } from '../testing/examine.ts';
import { checkDns, type LookUp } from './dns.ts';

const ENTRIES: Record<string, string[]> = {
  'exit.example.com': ['203.0.113.9', '2001:db8::9'],
  'shop.example.com': ['203.0.113.9'],
  'blog.example.com': ['198.51.100.7'],
};

const lookUp: LookUp = async (host) => {
  const addresses = ENTRIES[host];
  if (addresses) return addresses;
  throw Object.assign(new Error('no'), { code: host.startsWith('silent.') ? 'EAI_AGAIN' : 'ENOTFOUND' });
};

/** What is found of an exit server's name, and of public URLs of tunnels over it, which do not work. */
async function check(server: string, ...publicUrls: string[]) {
  return checkProbed('failed', server, ...publicUrls);
}

async function checkProbed(state: Probe['state'], server: string, ...publicUrls: string[]) {
  const { settings, servers, network } = await joinedEngine(server);
  const serverId = servers.servers.value[1]?.id;
  const shown = publicUrls.map(
    (publicUrl) =>
      ({ kind: 'http', enabled: true, serverId, publicUrl, probes: { publicUrl: { state } } }) as ProbedTunnel,
  );
  return checkDns({ settings, network, tunnels: { tunnels: new Live(shown) } }, AbortSignal.abort(), lookUp);
}

describe('checkDns', () => {
  it('says where names lead', async () => {
    expect(await check('wss://exit.example.com:8123', 'https://shop.example.com')).toEqual([
      { about: 'exit.example.com', verdict: 'ok', found: 'It leads to 203.0.113.9, 2001:db8::9.' },
      { about: 'shop.example.com', verdict: 'ok', found: 'It leads to 203.0.113.9.' },
    ]);
  });

  it('finds a public name that leads elsewhere than the exit server', async () => {
    expect((await check('wss://exit.example.com:8123', 'https://blog.example.com')).at(1)).toEqual({
      about: 'blog.example.com',
      verdict: 'failed',
      found: 'DNS for blog.example.com leads to 198.51.100.7, not to your exit server.',
      nextStep: 'Let it lead to 203.0.113.9, or to the load balancer in front of your exit server.',
    });
  });

  it('finds nothing wrong with the address of a load balancer, through which requests come', async () => {
    const [, blog] = await checkProbed('ok', 'wss://exit.example.com:8123', 'https://blog.example.com');
    expect(blog).toMatchObject({ verdict: 'ok', found: 'It leads to 198.51.100.7.' });
  });

  it('finds names without an entry, and a network without a name server', async () => {
    const [server, shop] = await check('wss://unknown.example.com:8123', 'https://new.example.com');
    expect(server).toMatchObject({ verdict: 'failed', nextStep: expect.stringContaining('under Servers') });
    expect(shop).toMatchObject({ verdict: 'failed', nextStep: 'Make a DNS entry that leads to unknown.example.com.' });
    const [silent] = await check('wss://silent.example.com:8123');
    expect(silent).toMatchObject({ verdict: 'failed', found: 'No name server answers.' });
  });

  it('looks nothing up for addresses and this computer', async () => {
    const fails: LookUp = () => Promise.reject(new Error('looked up'));
    for (const server of ['wss://203.0.113.9:8123', 'wss://[2001:db8::9]:8123', 'ws://exit.localhost:8123']) {
      const { settings, network, tunnels } = await joinedEngine(server);
      expect(await checkDns({ settings, network, tunnels }, AbortSignal.abort(), fails)).toMatchObject([
        { verdict: 'ok' },
      ]);
    }
  });

  it('leaves the looking up to a proxy where there is one', async () => {
    const { settings, network, tunnels } = await joinedEngine('wss://unknown.example.com:8123');
    await network.update({ proxyMode: 'own', proxyUrl: 'http://proxy.example.com:3128' });
    const found = await checkDns({ settings, network, tunnels }, AbortSignal.abort(), lookUp);
    expect(found).toMatchObject([{ verdict: 'skipped', found: expect.stringContaining('proxy') }]);
  });
});
