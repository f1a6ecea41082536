import { describe, expect, it } from 'vitest';
import { runningTunnelOf } from './running-tunnel-of.ts';
import type { Service } from './service.ts';
import type { Tunnel } from './tunnel.ts';

const service: Service = { id: '3000', port: 3000, addresses: ['192.168.1.4'], kind: 'http' };
const tunnel = (upstream: string, enabled = true) => ({ upstream, enabled }) as Tunnel;

describe('runningTunnelOf', () => {
  it.each(['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000', 'http://192.168.1.4:3000'])(
    'finds %s',
    (upstream) => expect(runningTunnelOf(service, [tunnel(upstream)])?.upstream).toBe(upstream),
  );

  it('does not take another port, another machine, or a tunnel that is stopped', () => {
    const others = [
      tunnel('http://127.0.0.1:3001'),
      tunnel('http://nas.local:3000'),
      tunnel('http://127.0.0.1:3000', false),
    ];
    expect(runningTunnelOf(service, others)).toBeUndefined();
  });
});
