import type { ProbedTunnel } from '../../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';

/** A stopped tunnel whose other fields matter to no test, with those that do. */
export function testTunnel(fields: Partial<ProbedTunnel> = {}): ProbedTunnel {
  const probe = { state: 'unknown' } as const;
  return {
    id: 'a',
    name: 'shop',
    kind: 'http',
    upstream: 'http://127.0.0.1:3000',
    serverId: 'embedded',
    hostHeader: 'keep',
    rules: NO_RULES,
    enabled: true,
    status: { state: 'stopped' },
    probes: { link: probe, upstream: probe, publicUrl: probe },
    publicUrl: 'http://shop.localhost:8000',
    serverLabel: 'This computer',
    ...fields,
  };
}
