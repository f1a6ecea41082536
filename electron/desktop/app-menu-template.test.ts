import { readFile } from 'node:fs/promises';
import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import { appMenuTemplate } from './app-menu-template.ts';

const submenuOf = (item: MenuItemConstructorOptions | undefined): MenuItemConstructorOptions[] =>
  Array.isArray(item?.submenu) ? item.submenu : [];

function menu(platform: NodeJS.Platform, developer = false) {
  const opened: string[] = [];
  const template = appMenuTemplate({ platform, developer, open: (path) => opened.push(path) });
  const all = template.flatMap((item) => [item, ...submenuOf(item)]);
  const press = (accelerator: string) => {
    const nobody = {} as Parameters<NonNullable<MenuItemConstructorOptions['click']>>[0];
    all.find((item) => item.accelerator === accelerator)?.click?.(nobody, undefined, {} as never);
  };
  return { template, all, opened, press };
}

it.each(['darwin', 'win32', 'linux'] as const)('has app, edit, view, window and help on %s', (platform) => {
  const { template, all } = menu(platform);
  expect(template).toHaveLength(5);
  const roles = all.map(({ role }) => role);
  for (const role of ['editMenu', 'windowMenu', 'help', 'about', 'quit', 'zoomIn'] as const)
    expect(roles.filter((one) => one === role)).toHaveLength(1);
  expect(template[0]?.role).toBe(platform === 'darwin' ? 'appMenu' : undefined);
});

it('leads to the views of the page by shortcuts, no two of which are one', () => {
  const { all, opened, press } = menu('linux');
  for (const key of ['CmdOrCtrl+,', 'CmdOrCtrl+1', 'CmdOrCtrl+2', 'CmdOrCtrl+3', 'CmdOrCtrl+6']) press(key);
  expect(opened).toEqual(['/settings', '/', '/requests', '/metrics', '/activity']);
  const keys = all.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
  expect(new Set(keys).size).toBe(keys.length);
});

it('numbers the views as the sidebar of the page lists them', async () => {
  const sidebar = await readFile(new URL('../../renderer/shell/sidebar.tsx', import.meta.url), 'utf8');
  const listed = [...sidebar.matchAll(/<Entry href="([^"]+)".*label="([^"]+)"/g)].map(([, path, label]) => [
    label,
    path,
  ]);
  const { all } = menu('linux');
  const numbered = all.filter(({ accelerator }) => /\+\d$/.test(accelerator ?? ''));
  // Settings are the last of the sidebar, with a key of their own.
  expect(numbered.map(({ label, id }) => [label, id?.replace('view:', '')])).toEqual(listed.slice(0, -1));
  expect(listed.at(-1)).toEqual(['Settings', '/settings']);
});

it.each(['darwin', 'linux'] as const)('has one way to updates on %s', (platform) => {
  const { all, opened } = menu(platform);
  const ways = all.filter(({ label }) => label === 'Updates…');
  expect(ways).toHaveLength(1);
  (ways[0] as { click(): void }).click();
  expect(opened).toEqual(['/settings']);
});

it('offers reload and developer tools in a checkout only', () => {
  const roles = (developer: boolean) => menu('linux', developer).all.map(({ role }) => role);
  expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
  expect(roles(false)).not.toEqual(expect.arrayContaining(['reload']));
  expect(roles(false)).not.toEqual(expect.arrayContaining(['toggleDevTools']));
});
