import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SettingsFile } from './settings-file.ts';
import { defaultSettings, SETTINGS_VERSION } from './settings-schema.ts';
import { SettingsStore } from './settings-store.ts';

/** A settings file in memory, whose every change is written down. */
function fileWith(content: unknown) {
  const events: string[] = [];
  const state = { content, aside: undefined as unknown, writable: true };
  let saved = Promise.resolve();
  const file: SettingsFile = {
    path: 'settings.json',
    read: () => {
      if (state.content instanceof Error) throw state.content;
      return state.content;
    },
    write: (value) => {
      if (!state.writable) {
        saved = Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
        saved.catch(() => {});
        return;
      }
      saved = Promise.resolve();
      events.push('write');
      state.content = structuredClone(value);
    },
    saved: () => saved,
    setAside: () => {
      events.push('set aside');
      state.aside = state.content;
      state.content = undefined;
      return 'settings.json.unreadable';
    },
  };
  return { file, state, events };
}

const DARK = { preferences: { theme: 'dark', defaultServerId: 'embedded' } } as const;

afterEach(() => void vi.useRealTimers());

describe('SettingsStore', () => {
  it('makes a file of defaults where there is none', () => {
    const { file, state, events } = fileWith(undefined);
    const store = new SettingsStore(file);
    expect(store.problem).toBeUndefined();
    expect(state.content).toEqual(store.value);
    expect(events).toEqual(['write']);
  });

  it('reads what is there and writes nothing', () => {
    const kept = { ...defaultSettings(), preferences: { theme: 'dark', defaultServerId: 'embedded' } };
    const { file, events } = fileWith(kept);
    expect(new SettingsStore(file).value).toEqual(kept);
    expect(events).toEqual([]);
  });

  it.each([
    ['is no JSON', new SyntaxError('Unexpected token')],
    ['makes no sense', { version: 1, tunnels: 'many' }],
    ['is of a newer version', { ...defaultSettings(), version: SETTINGS_VERSION + 1 }],
  ])('sets a file aside that %s, says where, and goes on with defaults', (_, content) => {
    const { file, state, events } = fileWith(content);
    const store = new SettingsStore(file);
    expect(events).toEqual(['set aside', 'write']);
    expect(state.aside).toBe(content);
    expect(store.problem).toContain('settings.json.unreadable');
    expect(store.value.tunnels).toEqual([]);
  });

  it('gives a change to the file before it tells of it', async () => {
    const { file, state } = fileWith(undefined);
    const store = new SettingsStore(file);
    const seen: string[] = [];
    store.subscribe(({ preferences }) => seen.push(preferences.theme));
    store.update(DARK);
    await store.saved();
    expect([seen, store.changes]).toEqual([['system', 'dark'], 1]);
    expect(state.content).toMatchObject(DARK);
  });

  it('holds a change that cannot be written, says so, and writes it as soon as it can', async () => {
    vi.useFakeTimers();
    const { file, state } = fileWith(undefined);
    const store = new SettingsStore(file);
    state.writable = false;
    store.update(DARK);
    await expect(store.saved()).rejects.toThrow('The disk is full');
    expect(store.value).toMatchObject(DARK);
    expect(state.content).not.toMatchObject(DARK);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(store.saved()).rejects.toThrow('The disk is full');
    state.writable = true;
    await vi.advanceTimersByTimeAsync(60_000);
    await store.saved();
    expect(state.content).toMatchObject(DARK);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does at once what waits for a change that can be written', async () => {
    const { file, state } = fileWith(undefined);
    const store = new SettingsStore(file);
    store.update(DARK);
    let seen: unknown;
    await store.onceSaved(async () => {
      seen = state.content;
    });
    expect(seen).toMatchObject(DARK);
    const failed = store.onceSaved(() => Promise.reject(new Error('in the way')));
    await expect(failed).rejects.toThrow('in the way');
  });

  it('does what waits for a change once it is written at last, and once only', async () => {
    vi.useFakeTimers();
    const { file, state } = fileWith(undefined);
    const store = new SettingsStore(file);
    state.writable = false;
    store.update(DARK);
    const done: string[] = [];
    await expect(store.onceSaved(async () => void done.push('first'))).rejects.toThrow('The disk is full');
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(store.onceSaved(async () => void done.push('second'))).rejects.toThrow('The disk is full');
    expect(done).toEqual([]);
    state.writable = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done.sort()).toEqual(['first', 'second']);
    store.update({});
    await store.close();
    expect(done).toHaveLength(2);
  });

  it('does at its end what still waited, and ends after that', async () => {
    const { file, state } = fileWith(undefined);
    const store = new SettingsStore(file);
    state.writable = false;
    store.update(DARK);
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = () => {
      begun.resolve();
      return ended.promise;
    };
    await expect(store.onceSaved(slow)).rejects.toThrow('full');
    state.writable = true;
    const order: string[] = [];
    const closed = store.close().then(() => order.push('closed'));
    await begun.promise;
    order.push('ended');
    ended.resolve();
    await closed;
    expect(order).toEqual(['ended', 'closed']);
  });

  it('tries once more at its end, and says where that failed too', async () => {
    const { file, state } = fileWith(undefined);
    const store = new SettingsStore(file);
    state.writable = false;
    store.update(DARK);
    await expect(store.saved()).rejects.toThrow('full');
    await expect(store.close()).rejects.toThrow('full');
    store.update(DARK);
    await expect(store.saved()).rejects.toThrow('full');
    state.writable = true;
    await store.close();
    expect(state.content).toMatchObject(DARK);
  });
});
