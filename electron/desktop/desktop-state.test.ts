import { expect, test } from 'vitest';
import type { SettingsFile } from '../engine/settings/settings-file.ts';
import { DesktopState } from './desktop-state.ts';

class TestFile implements SettingsFile {
  readonly path = 'desktop.json';
  kept: unknown;
  setAsideCount = 0;
  broken = false;
  fault: Error | undefined;

  read(): unknown {
    if (this.broken) throw new SyntaxError('no JSON');
    return this.kept;
  }

  write(value: unknown): void {
    this.kept = value;
  }

  async saved(): Promise<void> {
    if (this.fault !== undefined) throw this.fault;
  }

  setAside(): string {
    this.setAsideCount++;
    this.kept = undefined;
    return 'aside.json';
  }
}

test('remembers in its file what it was told', () => {
  const file = new TestFile();
  const state = new DesktopState(file, { warn() {} });
  expect(state.value.closeNoticeShown).toBe(false);
  state.update({ closeNoticeShown: true });
  state.update({ paused: ['a'] });
  expect(new DesktopState(file, { warn() {} }).value).toMatchObject({
    closeNoticeShown: true,
    notifyAlerts: true,
    paused: ['a'],
  });
});

test('begins anew when its file is broken or holds something else', () => {
  const broken = new TestFile();
  broken.broken = true;
  expect(new DesktopState(broken, { warn() {} }).value.closeNoticeShown).toBe(false);
  const foreign = new TestFile();
  foreign.kept = { closeNoticeShown: 'perhaps' };
  expect(new DesktopState(foreign, { warn() {} }).value.closeNoticeShown).toBe(false);
  expect([broken.setAsideCount, foreign.setAsideCount]).toEqual([1, 1]);
});

test('goes on where its file cannot be written, and says so in the log', async () => {
  const file = new TestFile();
  const warnings: object[] = [];
  const state = new DesktopState(file, { warn: (fields) => warnings.push(fields) });
  file.fault = new Error('EACCES');
  await state.saved();
  expect(warnings).toEqual([{ error: 'Error: EACCES' }]);
});
