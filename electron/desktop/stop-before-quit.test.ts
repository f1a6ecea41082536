import { EventEmitter } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { stopBeforeQuit } from './stop-before-quit.ts';
import { TestLog } from './testing/test-log.ts';

afterEach(() => void vi.useRealTimers());

/** An app that quits as Electron does: asks, and is asked again by `quit`. */
function setUp(stop: () => Promise<void>) {
  const app = Object.assign(new EventEmitter(), {
    ended: 0,
    quit() {
      let prevented = false;
      app.emit('before-quit', {});
      const preventDefault = () => {
        prevented = true;
      };
      app.emit('will-quit', { preventDefault });
      if (!prevented) app.ended++;
    },
  });
  const onQuit = vi.fn();
  const log = new TestLog();
  const quitting = stopBeforeQuit(app as never, { onQuit, stop, log });
  return { app, onQuit, log, quitting };
}

test('ends the app when everything has been stopped, and not before', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = vi.fn(() => promise);
  const { app, onQuit } = setUp(stop);
  app.quit();
  expect(onQuit).toHaveBeenCalledBefore(stop);
  expect(app.ended).toBe(0);
  resolve();
  await expect.poll(() => app.ended).toBe(1);
});

test('stops once, however often the user wants to quit', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = vi.fn(() => promise);
  const { app } = setUp(stop);
  app.quit();
  app.quit();
  resolve();
  await expect.poll(() => app.ended).toBe(1);
  expect(stop).toHaveBeenCalledOnce();
});

test('ends the app all the same when something cannot be stopped', async () => {
  const { app, log } = setUp(async () => {
    throw new Error('no');
  });
  app.quit();
  await expect.poll(() => app.ended).toBe(1);
  expect(log.messages).toEqual(['error: the app ends without having closed all sessions in order']);
});

test('lets something be done between the last session and the end', async () => {
  const done: string[] = [];
  const { app, quitting } = setUp(async () => void done.push('stopped'));
  quitting.endBy(() => {
    done.push(`installed, ended ${app.ended}`);
    app.quit();
  });
  app.quit();
  await expect.poll(() => app.ended).toBe(1);
  expect(done).toEqual(['stopped', 'installed, ended 0']);
});

test('does not wait for ever', async () => {
  vi.useFakeTimers();
  const { app } = setUp(() => new Promise(() => {}));
  app.quit();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(app.ended).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(app.ended).toBe(1);
});
