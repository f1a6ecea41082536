import { expect, it } from 'vitest';
import { ProbedTunnel } from '../../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { quiet, shownTunnel } from './shown-tunnel.ts';

const PROBE = { state: 'ok' } as const;
const COMMAND = { command: 'PASSWORD=planted npm start', cwd: '/', startTimeoutSeconds: 60, idleMinutes: 10 };

function aTunnel(change: object): ProbedTunnel {
  return ProbedTunnel.parse({
    ...{ id: 't', name: 'shop', kind: 'http', upstream: 'http://127.0.0.1:3000', serverId: 's', hostHeader: 'keep' },
    ...{
      enabled: true,
      rules: NO_RULES,
      serverLabel: 'exit',
      probes: { link: PROBE, upstream: PROBE, publicUrl: PROBE },
    },
    ...{ status: { state: 'online', since: 1 }, ...change },
  });
}

it('tells how many rules there are, and none of what may be a secret in them', () => {
  const rules = { ...NO_RULES, requestHeaders: [{ act: 'set', name: 'X-Api-Key', value: 'planted' }] };
  const shown = shownTunnel(aTunnel({ rules, healthCheck: { path: '/health?key=planted', interval: 10 } }));
  expect(shown).toMatchObject({ rules: { headerEdits: 1 }, healthCheck: { path: '/health' } });
  expect(JSON.stringify(shown)).not.toContain('planted');
});

it('keeps messages of a tunnel, and those of one that runs a command to itself', () => {
  const status = { state: 'degraded', hop: 'upstream', since: 1, message: 'It ended: planted', nextStep: 'Start it.' };
  expect(JSON.stringify(shownTunnel(aTunnel({ status })))).toContain('It ended: planted');
  const shown = shownTunnel(aTunnel({ status, onDemand: COMMAND }));
  expect(shown).toMatchObject({ onDemand: true, status: { message: expect.stringContaining('left out') } });
  expect(JSON.stringify(shown)).not.toContain('planted');
  const alert = { message: 'shop is down: planted', tunnelIds: ['t'] };
  expect(quiet(aTunnel({ onDemand: COMMAND }), alert).message).toContain('left out');
  expect(quiet(undefined, alert)).toBe(alert);
});
