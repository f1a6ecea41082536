import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UpdateStep } from '../../../shared/contract/updates.ts';
import { SILENT_LOG, TestSettingsFile } from '../../engine/testing/test-engine.ts';
import { DesktopState } from '../desktop-state.ts';
import { TestLog } from '../testing/test-log.ts';
import type { DownloadProgress, UpdateSource } from './update-source.ts';
import { Updates, type UpdatesParts } from './updates.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A place of updates that says what a test wants. */
class TestSource implements UpdateSource {
  found: string | undefined;
  fault: Error | undefined;
  looks = 0;
  installs = 0;
  downloads: { progress: (progress: DownloadProgress) => void; end: (error?: Error) => void; signal: AbortSignal }[] =
    [];

  async find(): Promise<string | undefined> {
    this.looks++;
    if (this.fault !== undefined) throw this.fault;
    return this.found;
  }

  download(progress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => reject(new Error('cancelled')));
    this.downloads.push({ progress, signal, end: (error) => (error === undefined ? resolve() : reject(error)) });
    return promise;
  }

  async install(): Promise<void> {
    this.installs++;
    if (this.fault !== undefined) throw this.fault;
  }
}

let kept: TestSettingsFile;
let source: TestSource;

function setUp(parts: Partial<UpdatesParts> = {}) {
  const state = new DesktopState(kept, SILENT_LOG);
  const updates = new Updates({
    off: undefined,
    source,
    hasReleasePage: true,
    openReleases: () => {},
    isWanted: () => true,
    state,
    random: () => 0.5,
    log: new TestLog(),
    ...parts,
  });
  return { updates, step: (): UpdateStep => updates.view.value.step };
}

/** One whose version 2.0.0 was found. */
async function found(parts: Partial<UpdatesParts> = {}) {
  source.found = '2.0.0';
  const made = setUp(parts);
  await made.updates.check();
  return made;
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  kept = new TestSettingsFile();
  source = new TestSource();
});
afterEach(() => void vi.useRealTimers());

it('looks some time after the start and then once a day, not to the minute', async () => {
  const { updates } = setUp();
  updates.start();
  await vi.advanceTimersByTimeAsync(19_999);
  expect(source.looks).toBe(0);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(source.looks).toBe(1);
  await vi.advanceTimersByTimeAsync(23 * HOUR);
  expect(source.looks).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  expect(source.looks).toBe(2);
  updates.stop();
  await vi.advanceTimersByTimeAsync(50 * HOUR);
  expect(source.looks).toBe(2);
});

it('looks by itself only where that is wanted, and always when it is asked to', async () => {
  let wanted = false;
  const { updates, step } = setUp({ isWanted: () => wanted });
  updates.start();
  await vi.advanceTimersByTimeAsync(30 * HOUR);
  expect(source.looks).toBe(0);
  await updates.check();
  expect(source.looks).toBe(1);
  expect(step()).toEqual({ state: 'idle', checkedAt: Date.now() });
  wanted = true;
  await vi.advanceTimersByTimeAsync(26 * HOUR);
  expect(source.looks).toBe(2);
  updates.stop();
});

it('looks soon after a sleep in which a look was due', async () => {
  const { updates } = setUp();
  updates.start();
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  updates.wake();
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(source.looks).toBe(1);
  vi.setSystemTime(Date.now() + 48 * HOUR);
  updates.wake();
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(source.looks).toBe(2);
  updates.stop();
});

it.each(['development', 'package', 'no-feed'] as const)('never looks where it is off: %s', async (off) => {
  const { updates, step } = setUp({ off });
  updates.start();
  updates.wake();
  await vi.advanceTimersByTimeAsync(50 * HOUR);
  await expect(updates.check()).rejects.toThrow('cannot look');
  expect(source.looks).toBe(0);
  expect(step()).toEqual({ state: 'off', reason: off });
});

it('downloads and installs when it is told to, step by step, and never by itself', async () => {
  const { updates, step } = await found();
  expect(step()).toEqual({ state: 'available', version: '2.0.0', declined: false });
  updates.start();
  await vi.advanceTimersByTimeAsync(50 * HOUR);
  expect([source.downloads.length, source.installs]).toEqual([0, 0]);
  await expect(updates.install()).rejects.toThrow('No new version is ready.');

  updates.download();
  await settled();
  expect(step()).toEqual({ state: 'downloading', version: '2.0.0', received: 0, total: 0 });
  source.downloads[0]?.progress({ received: 30, total: 100 });
  expect(step()).toMatchObject({ received: 30, total: 100 });
  expect(() => updates.download()).toThrow('nothing to download');
  const { looks } = source;
  await updates.check();
  expect(source.looks).toBe(looks);
  source.downloads[0]?.end();
  await settled();
  expect(step()).toEqual({ state: 'ready', version: '2.0.0', declined: false });
  expect(source.installs).toBe(0);
  await updates.install();
  expect(source.installs).toBe(1);
  updates.stop();
});

it('says no more of a version that was declined, after a restart neither, and tells of the next', async () => {
  const { updates, step } = await found();
  updates.decline();
  expect(step()).toEqual({ state: 'available', version: '2.0.0', declined: true });
  const next = await found();
  expect(next.step()).toEqual({ state: 'available', version: '2.0.0', declined: true });
  source.found = '2.0.1';
  await next.updates.check();
  expect(next.step()).toEqual({ state: 'available', version: '2.0.1', declined: false });
});

it('ends a download that is declined, and begins anew only after its end', async () => {
  const { updates, step } = await found();
  updates.download();
  await settled();
  const [first] = source.downloads;
  updates.decline();
  expect(first?.signal.aborted).toBe(true);
  updates.download();
  first?.progress({ received: 99, total: 100 });
  expect(step()).toMatchObject({ state: 'downloading', received: 0 });
  await settled();
  expect(source.downloads).toHaveLength(2);
  source.downloads[1]?.end();
  await settled();
  expect(step()).toMatchObject({ state: 'ready' });
  updates.decline();
  expect(step()).toEqual({ state: 'ready', version: '2.0.0', declined: true });
  await updates.install();
  expect(source.installs).toBe(1);
});

it('says what went wrong in a download or an install, and can be told to try again', async () => {
  const { updates, step } = await found();
  updates.download();
  await settled();
  source.downloads[0]?.end(Object.assign(new Error('sha512 checksum mismatch'), { code: 'ERR_CHECKSUM_MISMATCH' }));
  await settled();
  expect(step()).toMatchObject({ state: 'failed', during: 'download', version: '2.0.0', reason: 'not-genuine' });
  updates.download();
  await settled();
  source.downloads[1]?.end();
  await settled();
  source.fault = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  await updates.install();
  expect(step()).toMatchObject({ state: 'failed', during: 'install', reason: 'not-writable' });
  source.fault = undefined;
  await updates.install();
  expect(source.installs).toBe(2);
});

it('keeps what it found when a later look fails', async () => {
  const { updates, step } = setUp();
  source.fault = new Error('net::ERR_INTERNET_DISCONNECTED');
  await updates.check();
  expect(step()).toMatchObject({ state: 'failed', during: 'check', reason: 'unreachable' });
  source.fault = undefined;
  source.found = '2.0.0';
  await updates.check();
  source.fault = new Error('net::ERR_INTERNET_DISCONNECTED');
  await updates.check();
  expect(step()).toMatchObject({ state: 'available' });
});

it('opens the page of the version in question, else that of all', async () => {
  const opened: (string | undefined)[] = [];
  const { updates } = await found({ openReleases: (version) => opened.push(version) });
  updates.openReleases();
  setUp({ off: 'package', openReleases: (version) => opened.push(version) }).updates.openReleases();
  expect(opened).toEqual(['2.0.0', undefined]);
});
