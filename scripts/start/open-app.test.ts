import { describe, expect, test } from 'vitest';
import { reasonAgainstWindow } from './open-app.ts';

describe('reasonAgainstWindow', () => {
  test('is there on Linux without a display', () => {
    expect(reasonAgainstWindow({}, 'linux', false)).toBe('there is no display');
    expect(reasonAgainstWindow({ DISPLAY: ':0' }, 'linux', false)).toBeUndefined();
    expect(reasonAgainstWindow({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', false)).toBeUndefined();
  });

  test('is there for root on Linux', () => {
    expect(reasonAgainstWindow({ DISPLAY: ':0' }, 'linux', true)).toBe('Electron does not run as root');
  });

  test('is not there on macOS and Windows', () => {
    expect(reasonAgainstWindow({}, 'darwin', false)).toBeUndefined();
    expect(reasonAgainstWindow({}, 'win32', false)).toBeUndefined();
  });

  test('is there when the user wants none', () => {
    expect(reasonAgainstWindow({ PORTHOLE_NO_ELECTRON: '1' }, 'darwin', false)).toBe('PORTHOLE_NO_ELECTRON is set');
  });
});
