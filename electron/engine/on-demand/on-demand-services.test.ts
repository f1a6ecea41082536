import { expect, it } from 'vitest';
import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { UpstreamDialer } from '../tunnels/upstream-dialer.ts';
import { OnDemandServices } from './on-demand-services.ts';
import { ServiceLog } from './service-log.ts';

const onDemand = { command: 'true', cwd: '/', startTimeoutSeconds: 1, idleMinutes: 1 };
const tunnel = { id: 't', upstream: 'http://127.0.0.1:1', onDemand } as TunnelConfig;
const dialer = new UpstreamDialer('http://127.0.0.1:1');
const hooks = () => ({ isBusy: () => false, onChange: () => {} });

it('a tunnel over several exit servers has one service, which ends with the last of them', async () => {
  const services = new OnDemandServices(new ServiceLog());
  const [one, other] = [hooks(), hooks()];
  const service = services.open(tunnel, dialer, one);
  expect(services.open(tunnel, dialer, other)).toBe(service);
  services.close('t', one);
  services.close('t', one);
  const third = hooks();
  expect(services.open(tunnel, dialer, third)).toBe(service);
  services.close('t', other);
  services.close('t', third);
  await services.ended();
  await expect(service?.wake()).rejects.toThrow('stopped');
  const next = services.open(tunnel, dialer, one);
  expect(next).not.toBe(service);
  services.close('t', one);
  await services.ended();
});

// Windows tells it as a folder that is not there.
it.skipIf(process.platform === 'win32')('says what became of a service whose folder is a file by now', async () => {
  const services = new OnDemandServices(new ServiceLog());
  const one = hooks();
  const command = { ...onDemand, cwd: process.execPath };
  const service = services.open({ ...tunnel, onDemand: command }, dialer, one);
  await expect(service?.wake()).rejects.toMatchObject({ wake: 'start-failed', retryAfter: 2 });
  expect(service?.state).toMatchObject({
    state: 'failed',
    message: `The command ended (${process.execPath} is not a folder) before port 1 answered.`,
  });
  services.close('t', one);
  await services.ended();
});

it('other tunnels have none', () => {
  const services = new OnDemandServices(new ServiceLog());
  expect(services.open({ id: 't' } as TunnelConfig, dialer, hooks())).toBeUndefined();
  services.close('t', hooks());
});
