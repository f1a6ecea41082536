import { describe, expect, it, vi } from 'vitest';
import type { EngineLink } from './engine-link.ts';
import { keepConnected } from './keep-connected.ts';

/** A link whose engine answers, and which the test ends. */
function aLink(answers = true) {
  const { promise: closed, resolve: end } = Promise.withResolvers<void>();
  const info = () => (answers ? Promise.resolve({}) : Promise.reject(new Error('no answer')));
  const link = { client: { app: { info } }, closed, close: () => end() } as unknown as EngineLink;
  return { link, end };
}

describe('keepConnected', () => {
  it('opens the next link when one ends, and tells that it was online', async () => {
    const first = aLink();
    const signals: AbortSignal[] = [];
    const onLost = vi.fn(async () => signals.length < 2);
    await keepConnected({
      open: () => (signals.length === 0 ? first.link : aLink(true).link),
      onOnline: (link, signal) => {
        signals.push(signal);
        link.close();
      },
      onLost,
      hurry: () => Promise.resolve(),
    });
    expect(onLost.mock.calls).toEqual([[true], [true]]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('tells apart what was never online, and gives up when told to', async () => {
    const onOnline = vi.fn();
    const open = vi.fn(() => aLink(false).link);
    let losses = 0;
    await keepConnected({ open, onOnline, onLost: async () => ++losses < 3, hurry: () => Promise.resolve() });
    expect(open).toHaveBeenCalledTimes(3);
    expect(onOnline).not.toHaveBeenCalled();
  });

  it('takes a link that cannot be opened for a loss', async () => {
    const onLost = vi.fn(async () => false);
    const open = () => Promise.reject(new Error('refused'));
    await keepConnected({ open, onOnline: vi.fn(), onLost, hurry: () => Promise.resolve() });
    expect(onLost).toHaveBeenCalledWith(false);
  });
});
