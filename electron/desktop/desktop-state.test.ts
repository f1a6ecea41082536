import { expect, test } from 'vitest';
import type { SettingsFile } from '../engine/settings/settings-file.ts';
import { DesktopState } from './desktop-state.ts';

class TestFile implements SettingsFile {
  readonly path = 'desktop.json';
  kept: unknown;
  setAsideCount = 0;
  broken = false;

  read(): unknown {
    if (this.broken) throw new SyntaxError('no JSON');
    return this.kept;
  }

  write(value: unknown): void {
    this.kept = value;
  }

  setAside(): string {
    this.setAsideCount++;
    this.kept = undefined;
    return 'aside.json';
  }
}

test('remembers in its file what it was told', () => {
  const file = new TestFile();
  const state = new DesktopState(file);
  expect(state.value.closeNoticeShown).toBe(false);
  state.update({ closeNoticeShown: true });
  state.update({ paused: ['a'] });
  expect(new DesktopState(file).value).toMatchObject({ closeNoticeShown: true, notifyAlerts: true, paused: ['a'] });
});

test('begins anew when its file is broken or holds something else', () => {
  const broken = new TestFile();
  broken.broken = true;
  expect(new DesktopState(broken).value.closeNoticeShown).toBe(false);
  const foreign = new TestFile();
  foreign.kept = { closeNoticeShown: 'perhaps' };
  expect(new DesktopState(foreign).value.closeNoticeShown).toBe(false);
  expect([broken.setAsideCount, foreign.setAsideCount]).toEqual([1, 1]);
});
