import { describe, expect, it } from 'vitest';
import type { SettingsFile } from './settings-file.ts';
import { defaultSettings, SETTINGS_VERSION } from './settings-schema.ts';
import { SettingsStore } from './settings-store.ts';

/** A settings file in memory, whose every change is written down. */
function fileWith(content: unknown) {
  const events: string[] = [];
  const state = { content, aside: undefined as unknown, writable: true };
  const file: SettingsFile = {
    path: 'settings.json',
    read: () => {
      if (state.content instanceof Error) throw state.content;
      return state.content;
    },
    write: (value) => {
      if (!state.writable) throw new Error('The disk is full.');
      events.push('write');
      state.content = structuredClone(value);
    },
    setAside: () => {
      events.push('set aside');
      state.aside = state.content;
      state.content = undefined;
      return 'settings.json.unreadable';
    },
  };
  return { file, state, events };
}

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

  it('says why it cannot start where nothing can be written', () => {
    const { file, state, events } = fileWith(undefined);
    state.writable = false;
    expect(() => new SettingsStore(file)).toThrow('The disk is full.');
    expect(events).toEqual([]);
  });

  it('writes a change before it tells of it, and neither where it cannot be written', () => {
    const { file, state } = fileWith(undefined);
    const store = new SettingsStore(file);
    const seen: string[] = [];
    store.subscribe(({ preferences }) => {
      seen.push(`${preferences.theme} ${JSON.stringify(state.content).includes(`"theme":"${preferences.theme}"`)}`);
    });
    store.update({ preferences: { theme: 'dark', defaultServerId: 'embedded' } });
    expect(seen).toEqual(['system true', 'dark true']);
    state.writable = false;
    expect(() => store.update({ preferences: { theme: 'light', defaultServerId: 'embedded' } })).toThrow('full');
    expect(store.value.preferences.theme).toBe('dark');
    expect(seen).toHaveLength(2);
  });
});
