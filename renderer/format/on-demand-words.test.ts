import { describe, expect, it } from 'vitest';
import type { OnDemandState } from '../../shared/contract/on-demand.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { onDemandWords } from './on-demand-words.ts';

const onDemand = { command: 'npm run dev', cwd: '/shop', startTimeoutSeconds: 60, idleMinutes: 10 };
const words = (onDemandState?: OnDemandState) => onDemandWords({ onDemand, onDemandState } as Tunnel);

describe('onDemandWords', () => {
  it.each<[OnDemandState, string | undefined]>([
    [{ state: 'asleep' }, 'Starts at the first request'],
    [{ state: 'starting', since: 0 }, 'Starting npm run dev'],
    [
      { state: 'running', since: new Date(2026, 0, 1, 14, 2).getTime() },
      'Running since 14:02, stops after 10 min without visitors',
    ],
    [{ state: 'stopping' }, 'Stopping npm run dev'],
    [{ state: 'foreign' }, 'Runs already, not started by Porthole'],
    [{ state: 'failed', since: 0, message: 'No.', retryAt: 0 }, undefined],
  ])('says of %j: %s', (state, said) => expect(words(state)).toBe(said));

  it('says nothing of other tunnels, and of those that do not run', () => {
    expect(words()).toBeUndefined();
    expect(onDemandWords({ onDemandState: { state: 'asleep' } } as Tunnel)).toBeUndefined();
  });
});
