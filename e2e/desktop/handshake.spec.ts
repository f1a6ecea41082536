import { expect } from '@playwright/test';
import { describeDesktop } from './desktop-test.ts';
import { addFrame, infoCall, offerPort } from './page-port.ts';

describeDesktop('the port handshake', (test, ground) => {
  test('serves a port of the page itself, and main listens to nothing else', async ({ launch }) => {
    const app = await launch();
    expect(await offerPort(app.page, await infoCall())).toEqual({
      answer: expect.stringContaining('"shell":"desktop"'),
    });
    expect((await app.look()).ipcChannels).toEqual(['orpc:connect']);
  });

  test('takes no port that a frame posts to the page or to itself', async ({ launch }) => {
    const app = await launch();
    const call = await infoCall();
    const frame = await addFrame(app.page);
    const fates: unknown[] = [];
    for (const to of ['parent', 'itself'] as const) {
      offerPort(frame, call, to).then(
        (fate) => fates.push(fate),
        () => {},
      );
    }
    // What the page posts after them is answered: by then theirs would have been, too.
    for (let round = 0; round < 3; round++) {
      expect(await offerPort(app.page, call)).toEqual({ answer: expect.stringContaining('"shell":"desktop"') });
    }
    expect(fates.filter((fate) => fate !== 'closed')).toEqual([]);
  });

  test('is refused by main when a frame gets as far as sending', async ({ launch }) => {
    test.skip(ground !== 'stand-in', 'needs a preload in frames, which the app never asks for');
    const app = await launch({ setup: { preloadInSubFrames: true } });
    const call = await infoCall();
    const frame = await addFrame(app.page);
    expect(await offerPort(frame, call)).toBe('closed');
    await expect.poll(() => app.log()).toContain('a port from somebody else than the page was refused');
    expect(await offerPort(app.page, call)).toEqual({ answer: expect.stringContaining('"shell":"desktop"') });
  });

  test('leaves nothing of the preload in the world of the page', async ({ launch }) => {
    const app = await launch();
    const frame = await addFrame(app.page);
    const plain = await frame.evaluate(() => Object.getOwnPropertyNames(window));
    const added = await app.page.evaluate(
      (known) => Object.getOwnPropertyNames(window).filter((name) => !known.includes(name) && !/^\d+$/.test(name)),
      plain,
    );
    // Of the page's own schema library.
    expect(added.filter((name) => !name.startsWith('__zod_'))).toEqual([]);
    const types = await app.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', '__standInSend'].map(
        (name) => typeof Reflect.get(window, name),
      ),
    );
    expect(new Set(types)).toEqual(new Set(['undefined']));
  });

  test('outlives what makes no sense on a port', async ({ launch }) => {
    const app = await launch({ mayLogErrors: true });
    await app.page.evaluate(() => {
      const { port1, port2 } = new MessageChannel();
      window.postMessage('orpc:connect', '*', [port2]);
      for (const nonsense of ['', '{', '[]', 'null', '{"i":1}', '{"i":"1","p":{"u":"orpc://localhost/no/such"}}'])
        port1.postMessage(nonsense);
    });
    expect(await offerPort(app.page, await infoCall())).toEqual({
      answer: expect.stringContaining('"shell":"desktop"'),
    });
  });
});
