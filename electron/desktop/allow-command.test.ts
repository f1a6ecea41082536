import type { MessageBoxOptions } from 'electron';
import { expect, it } from 'vitest';
import { allowByDialog } from './allow-command.ts';

const COMMAND = { command: 'npm run dev', cwd: '/shop', startTimeoutSeconds: 60, idleMinutes: 10 };

it('a command is shown whole, and allowed by nothing but the button for it', async () => {
  const shown: MessageBoxOptions[] = [];
  const answers = [1, 0];
  const dialog = {
    showMessageBox: async (options: unknown) => {
      shown.push(options as MessageBoxOptions);
      return { response: answers.shift() ?? 0, checkboxChecked: false };
    },
  };
  const allow = allowByDialog(dialog);
  expect(await allow(COMMAND)).toBe(true);
  expect(await allow(COMMAND)).toBe(false);
  expect(shown[0]).toMatchObject({ detail: 'npm run dev\n\nFolder: /shop', defaultId: 0, cancelId: 0 });
  expect(shown[0]?.buttons?.[1]).toBe('Allow');
});

it('a page cannot heap questions up', async () => {
  const { promise, resolve } = Promise.withResolvers<{ response: number; checkboxChecked: boolean }>();
  const allow = allowByDialog({ showMessageBox: () => promise });
  const first = allow(COMMAND);
  expect(await allow(COMMAND)).toBe(false);
  resolve({ response: 1, checkboxChecked: false });
  expect(await first).toBe(true);
});
