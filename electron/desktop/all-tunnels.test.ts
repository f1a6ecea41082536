import { expect, it } from 'vitest';
import { SILENT_LOG, TestSettingsFile } from '../engine/testing/test-engine.ts';
import { AllTunnels } from './all-tunnels.ts';
import { DesktopState } from './desktop-state.ts';
import { testTunnel } from './testing/test-tunnel.ts';

function setUp(failing?: string) {
  const state = new DesktopState(new TestSettingsFile(), SILENT_LOG);
  const tunnels = ['a', 'b', 'c'].map((id) => testTunnel({ id, enabled: id !== 'c' }));
  const set = (id: string, enabled: boolean) => {
    if (id === failing) throw new Error(`${id} does not obey`);
    const index = tunnels.findIndex((tunnel) => tunnel.id === id);
    tunnels.splice(index, 1, testTunnel({ id, enabled }));
  };
  const calls = {
    start: async ({ id }: { id: string }) => set(id, true),
    stop: async ({ id }: { id: string }) => set(id, false),
  };
  const running = () => tunnels.filter(({ enabled }) => enabled).map(({ id }) => id);
  return { state, calls, tunnels, running, all: new AllTunnels(calls, state) };
}

it('pauses all that run, and resumes these and no others', async () => {
  const { all, tunnels, running } = setUp();
  await all.pause(tunnels);
  expect(running()).toEqual([]);
  expect(all.pausedOf(tunnels)).toEqual(['a', 'b']);
  await all.resume(tunnels);
  expect(running()).toEqual(['a', 'b']);
  expect(all.pausedOf(tunnels)).toEqual([]);
});

it('remembers over a restart, but for those that were started or removed by hand', async () => {
  const { all, state, calls, tunnels, running } = setUp();
  await all.pause(tunnels);
  await calls.start({ id: 'a' });
  const later = new AllTunnels(calls, state);
  expect(later.pausedOf(tunnels)).toEqual(['b']);
  expect(later.pausedOf([])).toEqual([]);
  await later.resume(tunnels);
  expect(running()).toEqual(['a', 'b']);
});

it('pauses a second time without forgetting what the first time stopped', async () => {
  const { all, calls, tunnels, running } = setUp();
  await all.pause(tunnels);
  await calls.start({ id: 'a' });
  await all.pause(tunnels);
  expect(running()).toEqual([]);
  await all.resume(tunnels);
  expect(running()).toEqual(['a', 'b']);
});

it('goes on with the others when one cannot be stopped, and says so', async () => {
  const { all, tunnels, running } = setUp('a');
  await expect(all.pause(tunnels)).rejects.toThrow('a does not obey');
  expect(running()).toEqual(['a']);
  expect(all.pausedOf(tunnels)).toEqual(['b']);
});
