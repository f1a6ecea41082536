import { EventEmitter } from 'node:events';
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import { expect, it } from 'vitest';
import { TestLog } from '../testing/test-log.ts';
import { mendPage } from './mend-page.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @param answers buttons that the user clicks, in order; one that is missing is waited for */
function watch(answers: string[], isEnding = () => false) {
  const done: string[] = [];
  const shown: MessageBoxOptions[] = [];
  const contents = Object.assign(new EventEmitter(), {
    reload: () => done.push('reload'),
    forcefullyCrashRenderer: () => done.push('end its process'),
  });
  const window = Object.assign(new EventEmitter(), { webContents: contents, isDestroyed: () => false });
  mendPage(window as unknown as BrowserWindow, {
    dialog: {
      showMessageBox: async (options: unknown) => {
        const box = options as MessageBoxOptions;
        shown.push(box);
        const answer = answers.shift();
        if (answer === undefined) await new Promise((resolve) => box.signal?.addEventListener('abort', resolve));
        const { buttons = [], cancelId = 0 } = box;
        return { response: answer === undefined ? cancelId : buttons.indexOf(answer), checkboxChecked: false };
      },
    },
    isEnding,
    quit: () => done.push('quit'),
    log: new TestLog(),
  });
  const die = (reason = 'crashed') => contents.emit('render-process-gone', {}, { reason, exitCode: 5 });
  return { done, shown, die, window };
}

it('loads the page again when it dies, and asks when it dies again at once', async () => {
  const { done, shown, die } = watch(['Load again', 'Quit']);
  die();
  expect([done, shown.length]).toEqual([['reload'], 0]);
  die('oom');
  await settled();
  expect(shown[0]).toMatchObject({ buttons: ['Load again', 'Quit'], detail: 'Your tunnels are still open.' });
  expect(done).toEqual(['reload', 'reload']);
  die();
  await settled();
  expect(done).toEqual(['reload', 'reload', 'quit']);
});

it('does nothing when the page ends in order or the app does', async () => {
  const ended = watch([]);
  ended.die('clean-exit');
  const ending = watch([], () => true);
  ending.die();
  ending.window.emit('unresponsive');
  await settled();
  expect([ended.done, ending.done, ending.shown]).toEqual([[], [], []]);
});

it('asks when the page hangs, and does as it is told', async () => {
  const waits = watch(['Wait']);
  waits.window.emit('unresponsive');
  await settled();
  expect(waits.done).toEqual([]);
  const loads = watch(['Load again']);
  loads.window.emit('unresponsive');
  await settled();
  expect(loads.done).toEqual(['end its process']);
});

it('asks once, and no longer when the page is back', async () => {
  const { done, shown, window } = watch([]);
  window.emit('unresponsive');
  window.emit('unresponsive');
  await settled();
  expect(shown).toHaveLength(1);
  window.emit('responsive');
  await settled();
  expect(shown[0]?.signal?.aborted).toBe(true);
  expect(done).toEqual([]);
});
