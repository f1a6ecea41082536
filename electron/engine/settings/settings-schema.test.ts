import { describe, expect, it } from 'vitest';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { defaultSettings, type Migration, readSettings, SETTINGS_VERSION, Settings } from './settings-schema.ts';

const TUNNEL = {
  id: 't',
  name: 'blog',
  kind: 'http',
  upstream: 'http://127.0.0.1:3000',
  serverId: 'embedded',
  enabled: true,
};

describe('settings', () => {
  it('begin with defaults that are valid, and a client id of their own', () => {
    const settings = defaultSettings();
    expect(Settings.parse(settings)).toEqual(settings);
    expect(defaultSettings().clientId).not.toBe(settings.clientId);
  });

  it('are read as they were written, with what a tunnel of an older app lacks', () => {
    const settings = { ...defaultSettings(), tunnels: [TUNNEL] };
    expect(readSettings(settings).tunnels).toEqual([{ ...TUNNEL, hostHeader: 'keep', rules: NO_RULES }]);
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a text', 'settings'],
    ['no version', { ...defaultSettings(), version: undefined }],
    ['a version that is no number', { ...defaultSettings(), version: '1' }],
    ['an old version without a way from it', { ...defaultSettings(), version: 0 }],
    ['a tunnel to no address', { ...defaultSettings(), tunnels: [{ ...TUNNEL, upstream: 'localhost' }] }],
    ['a port that is none', { ...defaultSettings(), tunnels: [{ ...TUNNEL, upstream: 'http://localhost:99999' }] }],
    ['a Host with a line break', { ...defaultSettings(), tunnels: [{ ...TUNNEL, hostHeader: 'a\r\nb' }] }],
    [
      'a Host that is cut to a line break',
      { ...defaultSettings(), tunnels: [{ ...TUNNEL, hostHeader: 'a\u010d\u010ab' }] },
    ],
    [
      'a server that is no WebSocket',
      { ...defaultSettings(), servers: [{ id: 's', label: 'x', url: 'http://x', secretId: 'y', tokenLast4: '' }] },
    ],
  ])('are refused where they hold %s', (_, value) => {
    expect(() => readSettings(value)).toThrow();
  });

  it('are refused, with the reason, where a newer version wrote them', () => {
    expect(() => readSettings({ ...defaultSettings(), version: SETTINGS_VERSION + 1 })).toThrow('newer version');
  });

  it('are brought from any older format to the newest, one step at a time', () => {
    const steps: number[] = [];
    const step = (from: number, migrate: Migration['migrate']): Migration => ({
      from,
      migrate: (old) => {
        steps.push(from);
        return migrate(old);
      },
    });
    const { version: _, preferences, ...rest } = defaultSettings();
    const migrations = [
      step(-2, ({ theme, ...old }) => ({ ...old, look: theme })),
      step(-1, ({ look, ...old }) => ({ ...old, appearance: look })),
      step(0, ({ appearance, ...old }) => ({ ...old, preferences: { ...preferences, theme: appearance } })),
    ];
    expect(readSettings({ ...rest, version: -2, theme: 'dark' }, migrations).preferences.theme).toBe('dark');
    expect(readSettings({ ...rest, version: -1, look: 'light' }, migrations).preferences.theme).toBe('light');
    expect(readSettings(defaultSettings(), migrations).version).toBe(1);
    expect(steps).toEqual([-2, -1, 0, -1, 0]);
  });
});
