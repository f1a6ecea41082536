import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import type { Service } from '../../shared/contract/service.ts';
import type { Tunnel, TunnelStatus } from '../../shared/contract/tunnel.ts';
import { testTunnel } from './testing/test-tunnel.ts';
import { type TrayActions, type TrayMenuView, trayMenu } from './tray-menu.ts';

const actions = (): TrayActions => ({
  share: vi.fn(),
  pauseAll: vi.fn(),
  resumeAll: vi.fn(),
  start: vi.fn(),
  stop: vi.fn(),
  copyUrl: vi.fn(),
  openUrl: vi.fn(),
  showWindow: vi.fn(),
  hideWindow: vi.fn(),
  downloadUpdate: vi.fn(),
  declineUpdate: vi.fn(),
  installUpdate: vi.fn(),
  openReleases: vi.fn(),
  showSettings: vi.fn(),
  quit: vi.fn(),
});

/** All entries by id, with those of submenus. */
function byId(menu: MenuItemConstructorOptions[]): Map<string, MenuItemConstructorOptions> {
  const all = menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? item.submenu : [])]);
  return new Map(all.flatMap((item) => (item.id === undefined ? [] : [[item.id, item]])));
}

function menuOf(tunnels: Tunnel[], windowVisible = false, does = actions(), more: Partial<TrayMenuView> = {}) {
  return byId(trayMenu({ tunnels, services: [], paused: 0, windowVisible, ...more }, does));
}

function click(item: MenuItemConstructorOptions | undefined): void {
  const nobody = {} as Parameters<NonNullable<MenuItemConstructorOptions['click']>>[0];
  item?.click?.(nobody, undefined, {} as KeyboardEvent & { triggeredByAccelerator: boolean });
}

describe('trayMenu', () => {
  test('offers the window and the end even where nothing runs', () => {
    const menu = menuOf([]);
    expect(menu.get('summary')).toMatchObject({ label: 'No tunnels yet', enabled: false });
    expect([...menu.keys()]).toEqual(['summary', 'show', 'quit']);
    expect([...menuOf([], true).keys()]).toEqual(['summary', 'hide', 'quit']);
  });

  test.each<[TunnelStatus, string, { start: boolean; stop: boolean; url: boolean }]>([
    [{ state: 'stopped' }, '○  shop — Stopped', { start: true, stop: false, url: false }],
    [{ state: 'connecting' }, '◌  shop — Connecting…', { start: false, stop: true, url: false }],
    [{ state: 'online', since: 0 }, '●  shop — Online', { start: false, stop: true, url: true }],
    [
      { state: 'degraded', hop: 'upstream', since: 0, message: 'Nothing answers.', nextStep: 'Start your server.' },
      '▲  shop — Needs attention',
      { start: false, stop: true, url: true },
    ],
    [
      { state: 'reconnecting', attempt: 2, nextTryAt: 0, message: 'The link was lost.', nextStep: 'Wait.' },
      '◌  shop — Reconnecting…',
      { start: false, stop: true, url: false },
    ],
    [
      { state: 'refused', code: 'name-taken', message: 'The name is taken.', nextStep: 'Choose another one.' },
      '✕  shop — Refused',
      { start: true, stop: true, url: false },
    ],
  ])('shows what can be done to a tunnel that is $state', (status, label, can) => {
    const menu = menuOf([testTunnel({ id: 'a', name: 'shop', status })]);
    expect(menu.get('tunnel:a')?.label).toBe(label);
    expect(menu.get('start:a')?.visible).toBe(can.start);
    expect(menu.get('stop:a')?.visible).toBe(can.stop);
    expect(menu.get('copy:a')?.enabled).toBe(can.url);
    expect(menu.get('open:a')?.enabled).toBe(can.url);
  });

  test('says why a tunnel needs somebody, and what to do', () => {
    const status = {
      state: 'degraded',
      hop: 'upstream',
      since: 0,
      message: 'Nothing answers.',
      nextStep: 'Start your server.',
    } as const;
    const menu = menuOf([testTunnel({ id: 'a', status })]);
    expect(menu.get('status:a:0')).toMatchObject({ label: 'Nothing answers.', enabled: false });
    expect(menu.get('status:a:1')).toMatchObject({ label: 'Start your server.', enabled: false });
  });

  test('says when a lost link is tried again', () => {
    const nextTryAt = new Date(2026, 4, 3, 14, 2, 11).getTime();
    const status = {
      state: 'reconnecting',
      attempt: 3,
      nextTryAt,
      message: 'The link was lost.',
      nextStep: '',
    } as const;
    const menu = menuOf([testTunnel({ id: 'a', status })]);
    expect(menu.get('status:a:0')?.label).toBe('The link was lost.');
    expect(menu.get('status:a:1')?.label).toMatch(/^Try 3 at .*\b0?2:02:11|^Try 3 at 14:02:11$/);
  });

  test('does to the tunnel what its entry says', () => {
    const does = actions();
    const tunnel = testTunnel({
      id: 'a',
      publicUrl: 'http://shop.localhost:8000',
      status: { state: 'online', since: 0 },
    });
    const menu = menuOf([tunnel], true, does);
    for (const id of ['stop:a', 'copy:a', 'open:a', 'hide', 'quit']) click(menu.get(id));
    expect(does.stop).toHaveBeenCalledWith(tunnel);
    expect(does.copyUrl).toHaveBeenCalledWith('http://shop.localhost:8000');
    expect(does.openUrl).toHaveBeenCalledWith('http://shop.localhost:8000');
    expect(does.hideWindow).toHaveBeenCalledOnce();
    expect(does.quit).toHaveBeenCalledOnce();
  });

  test('offers to share what listens here and is not shared', () => {
    const does = actions();
    const service = (port: number, program: string): Service => {
      return { id: String(port), port, program, addresses: ['127.0.0.1'], kind: 'http' };
    };
    const services = [service(3000, 'shared'), service(5173, 'vite')];
    const menu = menuOf([testTunnel({ upstream: 'http://127.0.0.1:3000' })], false, does, { services });
    expect(menu.get('share:5173')?.label).toBe('vite · 5173');
    expect(menu.has('share:3000')).toBe(false);
    click(menu.get('share:5173'));
    expect(does.share).toHaveBeenCalledWith(services[1]);
    expect(
      menuOf([testTunnel({ upstream: 'http://127.0.0.1:3000' })], false, does, { services: [service(3000, 'x')] }).has(
        'share',
      ),
    ).toBe(false);
  });

  test('pauses all where there are several, and resumes what was paused', () => {
    const does = actions();
    const two = [testTunnel({ id: 'a' }), testTunnel({ id: 'b' })];
    expect(menuOf([testTunnel()]).has('pause')).toBe(false);
    const menu = menuOf(two, false, does);
    click(menu.get('pause'));
    expect(does.pauseAll).toHaveBeenCalledOnce();
    expect(menu.has('resume')).toBe(false);
    const paused = menuOf(
      two.map((tunnel) => ({ ...tunnel, enabled: false })),
      false,
      does,
      { paused: 2 },
    );
    expect([paused.has('pause'), paused.get('resume')?.label]).toEqual([false, 'Resume 2 tunnels']);
    click(paused.get('resume'));
    expect(does.resumeAll).toHaveBeenCalledOnce();
  });

  test('offers no browser for what is no web address, and no URL before there is one', () => {
    const online = { state: 'online', since: 0 } as const;
    expect(
      menuOf([testTunnel({ id: 'a', kind: 'tcp', publicUrl: 'tcp://localhost:10000', status: online })]).get('open:a')
        ?.visible,
    ).toBe(false);
    const { publicUrl: _none, ...unknown } = testTunnel({ id: 'a' });
    expect(menuOf([unknown]).has('copy:a')).toBe(false);
  });

  test('keeps signs of access keys and long sentences from spoiling labels', () => {
    const status = {
      state: 'refused',
      code: 'x',
      message: `This & that. ${'long '.repeat(40)}`,
      nextStep: '',
    } as const;
    const label = menuOf([testTunnel({ id: 'a', status })]).get('status:a:0')?.label ?? '';
    expect(label).toMatch(/^This && that\. .*…$/);
    expect(label.length).toBeLessThan(80);
  });

  test('leads to the window for more tunnels than a menu can hold', () => {
    const does = actions();
    const menu = menuOf(
      Array.from({ length: 18 }, (_, index) => testTunnel({ id: `t${index}` })),
      false,
      does,
    );
    expect([...menu.keys()].filter((id) => id.startsWith('tunnel:'))).toHaveLength(15);
    expect(menu.get('more')?.label).toBe('3 more…');
    click(menu.get('more'));
    expect(does.showWindow).toHaveBeenCalledOnce();
  });
});
