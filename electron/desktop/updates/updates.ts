import type { UpdateStep, UpdatesOff, Updates as UpdatesView } from '../../../shared/contract/updates.ts';
import type { Log } from '../../engine/engine-parts.ts';
import { Live } from '../../engine/live.ts';
import { RequestError } from '../../engine/request-error.ts';
import type { UpdatesAccess } from '../../rpc/desktop-access.ts';
import type { DesktopState } from '../desktop-state.ts';
import { explainUpdateFault } from './explain-update-fault.ts';
import type { UpdateSource } from './update-source.ts';

/** The first look comes so long after the start, which has better things to do, and where many computers start at the same hour not at the same moment, ms. */
const FIRST_LOOK_MS = 20_000;
const FIRST_LOOK_SPREAD_MS = 60_000;
/** From one look to the next: once a day, not every day at the same minute as all others, ms. */
const NEXT_LOOK_MS = 23 * 3_600_000;
const NEXT_LOOK_SPREAD_MS = 2 * 3_600_000;

export interface UpdatesParts {
  /** Undefined: this app can have updates. */
  readonly off: UpdatesOff | undefined;
  readonly source: UpdateSource;
  readonly hasReleasePage: boolean;
  /** Opens the release page of a version, or of all. */
  openReleases(version: string | undefined): void;
  /** The user's choice, which may change. */
  isWanted(): boolean;
  /** Remembers the version to which the user said "Not now". */
  readonly state: Pick<DesktopState, 'value' | 'update'>;
  /** A number from 0 to 1. */
  random(): number;
  readonly log: Log;
}

/**
 * Looks for new versions at the start and once a day, where the user wants that, and tells; downloads and installs when the user says so, and never else.
 */
export class Updates implements UpdatesAccess {
  readonly view: Live<UpdatesView>;
  readonly #parts: UpdatesParts;
  #timer: NodeJS.Timeout | undefined;
  /** When the next look is due, ms since the epoch. */
  #dueAt = Number.POSITIVE_INFINITY;
  #download: AbortController | undefined;
  #fetching: Promise<void> = Promise.resolve();

  constructor(parts: UpdatesParts) {
    this.#parts = parts;
    const step: UpdateStep = parts.off === undefined ? { state: 'idle' } : { state: 'off', reason: parts.off };
    this.view = new Live<UpdatesView>({ step, hasReleasePage: parts.hasReleasePage });
  }

  /** Begins to look by itself. */
  start(): void {
    if (this.#step.state !== 'off') this.#lookIn(FIRST_LOOK_MS, FIRST_LOOK_SPREAD_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#download?.abort();
  }

  /** Timers stand still while the computer sleeps: a look that became due meanwhile is done soon. */
  wake(): void {
    if (this.#dueAt <= Date.now()) this.#lookIn(FIRST_LOOK_MS, FIRST_LOOK_SPREAD_MS);
  }

  /** Looks now. Resolves when it is known; what came of it is in the view. */
  async check(): Promise<void> {
    const { state } = this.#step;
    if (state === 'off') throw notNow('This app cannot look for updates.');
    if (state === 'checking' || state === 'downloading' || state === 'ready') return;
    // A version that was found stays in sight while a newer one is looked for.
    if (state !== 'available') this.#set({ state: 'checking' });
    try {
      const version = await this.#parts.source.find();
      if (this.#is('downloading', 'ready')) return;
      if (version === undefined) this.#set({ state: 'idle', checkedAt: Date.now() });
      else this.#set({ state: 'available', version, declined: version === this.#parts.state.value.declinedUpdate });
    } catch (error) {
      if (this.#is('checking')) this.#fail('check', error);
      // What was found before is still there.
      else this.#parts.log.warn({ error: String(error) }, 'a look for updates did not work');
    }
  }

  /** Downloads the version that was found. Returns at once; how far it is, is in the view. */
  download(): void {
    const step = this.#step;
    const version = 'version' in step ? step.version : undefined;
    if (version === undefined || (step.state !== 'available' && step.state !== 'failed')) {
      throw notNow('There is nothing to download.');
    }
    const download = new AbortController();
    this.#download = download;
    this.#set({ state: 'downloading', version, received: 0, total: 0 });
    // Not before one that was cancelled has ended: both write to the same place.
    this.#fetching = this.#fetching.then(() => this.#fetch(version, download.signal));
  }

  /** "Not now": of a version that is there nothing is said any more; a download ends. */
  decline(): void {
    const step = this.#step;
    if (step.state === 'downloading') this.#download?.abort();
    if (step.state === 'downloading' || step.state === 'available' || step.state === 'failed') {
      if (step.version === undefined) throw notNow('There is nothing to decline.');
      this.#parts.state.update({ declinedUpdate: step.version });
      this.#set({ state: 'available', version: step.version, declined: true });
      return;
    }
    if (step.state !== 'ready') throw notNow('There is nothing to decline.');
    this.#set({ ...step, declined: true });
  }

  /** Ends the app in order and starts the new version. Resolves when the end has begun. */
  async install(): Promise<void> {
    const step = this.#step;
    const again = step.state === 'failed' && step.during === 'install';
    if (step.state !== 'ready' && !again) throw notNow('No new version is ready.');
    try {
      await this.#parts.source.install();
    } catch (error) {
      this.#fail('install', error, step.version);
    }
  }

  openReleases(): void {
    const step = this.#step;
    this.#parts.openReleases('version' in step ? step.version : undefined);
  }

  get #step(): UpdateStep {
    return this.view.value.step;
  }

  #set(step: UpdateStep): void {
    this.view.set({ ...this.view.value, step });
  }

  #is(...states: readonly UpdateStep['state'][]): boolean {
    return states.includes(this.#step.state);
  }

  async #fetch(version: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      await this.#parts.source.download((progress) => {
        if (!signal.aborted) this.#set({ state: 'downloading', version, ...progress });
      }, signal);
      if (!signal.aborted) this.#set({ state: 'ready', version, declined: false });
    } catch (error) {
      if (!signal.aborted) this.#fail('download', error, version);
    }
  }

  #fail(during: 'check' | 'download' | 'install', error: unknown, version?: string): void {
    const fault = explainUpdateFault(error);
    this.#parts.log.warn({ during, version, error: String(error) }, 'an update did not work');
    this.#set({ state: 'failed', during, ...(version !== undefined && { version }), ...fault });
  }

  #lookIn(least: number, spread: number): void {
    clearTimeout(this.#timer);
    const delay = least + this.#parts.random() * spread;
    this.#dueAt = Date.now() + delay;
    this.#timer = setTimeout(() => {
      this.#lookIn(NEXT_LOOK_MS, NEXT_LOOK_SPREAD_MS);
      if (this.#parts.isWanted()) void this.check();
    }, delay);
  }
}

function notNow(message: string): RequestError {
  return new RequestError('NOT_NOW', message);
}
