import { expect, test, vi } from 'vitest';
import { testTunnel } from './testing/test-tunnel.ts';
import { TrayController, type TrayView } from './tray-controller.ts';
import type { TrayActions } from './tray-menu.ts';

function setUp() {
  const view = { setLight: vi.fn(), setToolTip: vi.fn(), setMenu: vi.fn(), destroy: vi.fn() } satisfies TrayView;
  return { view, controller: new TrayController(() => view, {} as TrayActions) };
}

test('shows the worst of all tunnels as its one light', () => {
  const { view, controller } = setUp();
  expect(view.setLight).toHaveBeenLastCalledWith('asleep');
  controller.setTunnels(
    [
      testTunnel({ id: 'a', status: { state: 'online', since: 0 } }),
      testTunnel({ id: 'b', status: { state: 'connecting' } }),
    ],
    0,
  );
  expect(view.setLight).toHaveBeenLastCalledWith('connecting');
  expect(view.setToolTip).toHaveBeenLastCalledWith('Porthole: 1 of 2 tunnels online · 1 connecting');
});

test('sets the menu again after every change, and not without one', () => {
  const { view, controller } = setUp();
  expect(view.setMenu).toHaveBeenCalledTimes(1);
  const online = testTunnel({ status: { state: 'online', since: 1 } });
  controller.setTunnels([online], 0);
  expect(view.setMenu).toHaveBeenCalledTimes(2);
  // An open menu would close: probes come every few seconds and change nothing that is shown.
  const probed = { ...online, probes: { ...online.probes, link: { state: 'ok', checkedAt: 5 } as const } };
  controller.setTunnels([probed], 0);
  expect(view.setMenu).toHaveBeenCalledTimes(2);
  controller.setWindowVisible(true);
  expect(view.setMenu).toHaveBeenCalledTimes(3);
  controller.setServices([{ id: '5173', port: 5173, addresses: ['127.0.0.1'], kind: 'http' }]);
  expect(view.setMenu).toHaveBeenCalledTimes(4);
});

test('copies the URL that a tunnel has now, not the one it had when nothing else changed', () => {
  const { view, controller } = setUp();
  const online = testTunnel({ status: { state: 'online', since: 1 }, publicUrl: 'http://shop.localhost:8000' });
  controller.setTunnels([online], 0);
  controller.setTunnels([{ ...online, publicUrl: 'http://shop.localhost:8001' }], 0);
  expect(view.setMenu).toHaveBeenCalledTimes(3);
});
