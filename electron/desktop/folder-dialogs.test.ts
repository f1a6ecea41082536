import type { MessageBoxOptions } from 'electron';
import { expect, it } from 'vitest';
import { FolderDialogs } from './folder-dialogs.ts';

function scene({ chosen = [] as string[], answers = [] as number[] }) {
  const shown: MessageBoxOptions[] = [];
  const dialogs = new FolderDialogs({
    showOpenDialog: async () => ({ canceled: chosen.length === 0, filePaths: chosen.splice(0, 1) }),
    showMessageBox: async (options: unknown) => {
      shown.push(options as MessageBoxOptions);
      return { response: answers.shift() ?? 0, checkboxChecked: false };
    },
  });
  return { dialogs, shown };
}

it('a folder that was chosen in the dialog needs no second question, unless its hidden files are wanted', async () => {
  const { dialogs, shown } = scene({ chosen: ['/srv/site'] });
  expect(await dialogs.choose()).toBe('/srv/site');
  expect(await dialogs.choose()).toBeUndefined();
  expect(await dialogs.allow({ path: '/srv/site', dotFiles: false })).toBe(true);
  expect(shown).toEqual([]);
  expect(await dialogs.allow({ path: '/srv/site', dotFiles: true })).toBe(false);
  expect(shown[0]?.detail).toContain('hidden ones too');
});

it('any other folder is shared by nothing but the button for it', async () => {
  const { dialogs, shown } = scene({ answers: [1, 0] });
  expect(await dialogs.allow({ path: '/srv/site', dotFiles: false })).toBe(true);
  expect(await dialogs.allow({ path: '/srv/site', dotFiles: false })).toBe(false);
  expect(shown[0]).toMatchObject({ buttons: ['Cancel', 'Share'], defaultId: 0, cancelId: 0 });
  expect(shown[0]?.detail).toContain('/srv/site');
});

it('a page cannot heap dialogs up', async () => {
  const { promise, resolve } = Promise.withResolvers<{ canceled: boolean; filePaths: string[] }>();
  const dialogs = new FolderDialogs({
    showOpenDialog: () => promise,
    showMessageBox: async () => ({ response: 1, checkboxChecked: false }),
  });
  const first = dialogs.choose();
  expect(await dialogs.choose()).toBeUndefined();
  expect(await dialogs.allow({ path: '/srv/site', dotFiles: false })).toBe(false);
  resolve({ canceled: false, filePaths: ['/srv/site'] });
  expect(await first).toBe('/srv/site');
});
