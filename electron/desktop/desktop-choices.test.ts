import { beforeEach, expect, it } from 'vitest';
import { RequestError } from '../engine/request-error.ts';
import { SILENT_LOG, TestSettingsFile } from '../engine/testing/test-engine.ts';
import { DesktopChoices } from './desktop-choices.ts';
import { DesktopState } from './desktop-state.ts';

let kept: TestSettingsFile;
/** What the system does at login. */
let startsAtLogin: boolean;
let refusal: string | undefined;

const loginItem = {
  isOn: async () => startsAtLogin,
  set: async (on: boolean) => {
    if (refusal !== undefined) throw new Error(refusal);
    startsAtLogin = on;
  },
};

function state(): DesktopState {
  return new DesktopState(kept, SILENT_LOG);
}

beforeEach(() => {
  kept = new TestSettingsFile();
  startsAtLogin = false;
  refusal = undefined;
});

it('keeps what is its own, and asks the system for the rest', async () => {
  const choices = await DesktopChoices.read(state(), loginItem);
  expect(choices.settings.value).toEqual({ startAtLogin: false, notifyAlerts: true, lookForUpdates: true });
  expect(await choices.update({ notifyAlerts: false })).toMatchObject({ startAtLogin: false, notifyAlerts: false });
  expect(await choices.update({ startAtLogin: true, lookForUpdates: false })).toMatchObject({ startAtLogin: true });
  const later = await DesktopChoices.read(state(), loginItem);
  expect(later.settings.value).toEqual({ startAtLogin: true, notifyAlerts: false, lookForUpdates: false });
  expect(JSON.stringify(kept.content)).not.toContain('startAtLogin');
});

it('says what the system said where it does not take it, and goes on with what holds', async () => {
  const choices = await DesktopChoices.read(state(), loginItem);
  refusal = 'the folder cannot be written';
  const update = choices.update({ startAtLogin: true });
  await expect(update).rejects.toThrow(RequestError);
  await expect(update).rejects.toThrow('the folder cannot be written');
  expect(choices.settings.value.startAtLogin).toBe(false);
});
