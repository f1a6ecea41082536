import type { CaptureSettings } from '../../../../shared/contract/capture-settings.ts';
import type { RequestHead } from '../../../../shared/http1/request-head.ts';
import type { Log } from '../../engine-parts.ts';
import { type CaptureBatch, makeBatch } from './capture-batch.ts';
import { CaptureRate } from './capture-rate.ts';
import { ExchangeRecorder } from './exchange-recorder.ts';
import { FieldMasks } from './field-masks.ts';
import { HeldBytes } from './held-bytes.ts';

/** How often requests go to the store, ms: a list that follows at this pace looks live. */
const FLUSH_MS = 250;
/** Requests that wait for the store; it takes a thousand in some 30 ms, so that more means that its disk stands still. */
const MAX_WAITING = 2_000;
/** All captured bytes in this process. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;
/** From this age on a request is shown while it lasts, and written again when it has changed, ms. */
const SHOW_OPEN_MS = 1_000;
/** Requests under way that one batch writes: thousands of open WebSockets take turns. */
const OPEN_PER_BATCH = 200;

/** Where batches go; resolves when the store has one. */
export interface CaptureSink {
  write(batch: CaptureBatch): Promise<void>;
}

/** Captures requests of all tunnels: hands out recorders to the data path, and brings what they noted to the store. */
export class RequestCapture {
  /** Requests that were not captured because more came than capturing may cost. */
  dropped = 0;
  readonly #sink: CaptureSink;
  readonly #log: Log;
  readonly #held = new HeldBytes(MAX_HELD_BYTES);
  #settings: CaptureSettings;
  #masks: FieldMasks;
  #lastId = 0;
  #open = new Set<ExchangeRecorder>();
  #over: ExchangeRecorder[] = [];
  readonly #rate = new CaptureRate();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  constructor(settings: CaptureSettings, sink: CaptureSink, log: Log) {
    this.#settings = settings;
    this.#masks = new FieldMasks(settings.maskedFields);
    this.#sink = sink;
    this.#log = log;
  }

  /** Counts for requests from now on; what was captured before keeps its masks. */
  set settings(settings: CaptureSettings) {
    this.#settings = settings;
    this.#masks = new FieldMasks(settings.maskedFields);
  }

  /** Ids go on behind this one. */
  startBehind(id: number): void {
    this.#lastId = Math.max(this.#lastId, id);
  }

  /** Returns what takes note of a request; undefined where it is not captured. */
  begin(tunnelId: string, head: RequestHead): ExchangeRecorder | undefined {
    if (!this.#settings.enabled) return undefined;
    if (!this.#mayCapture()) {
      this.dropped += 1;
      return undefined;
    }
    return this.record(tunnelId, head);
  }

  /** The same, whether capturing is on or not: what the user sends themselves is always shown. */
  record(tunnelId: string, head: RequestHead, replayOf?: number): ExchangeRecorder {
    const home = {
      held: this.#held,
      bodyBytes: this.#settings.bodyBytes,
      onOver: (recorder: ExchangeRecorder) => this.#onOver(recorder),
    };
    const recorder = new ExchangeRecorder({ id: this.#nextId(), tunnelId, head, replayOf }, home);
    this.#open.add(recorder);
    this.#timer ??= setInterval(() => void this.flush(), FLUSH_MS).unref();
    return recorder;
  }

  /** Writes what waits; resolves when the store has it. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** Writes all that there is, requests under way as broken off. */
  async stop(): Promise<void> {
    for (const recorder of [...this.#open]) recorder.onAbort();
    await this.#writing;
    await this.flush();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #write(): Promise<void> {
    const over = this.#over;
    this.#over = [];
    const open = this.#openToShow();
    if (over.length + open.length === 0) {
      if (this.#open.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
      return;
    }
    const batch = makeBatch([...over, ...open], this.#masks);
    for (const recorder of over) recorder.release();
    try {
      await this.#sink.write(batch);
    } catch (error) {
      this.dropped += over.length;
      this.#log.warn({ err: error }, 'Captured requests could not be kept.');
    }
  }

  #openToShow(): ExchangeRecorder[] {
    const now = performance.now();
    const shown: ExchangeRecorder[] = [];
    for (const recorder of this.#open) {
      if (shown.length === OPEN_PER_BATCH) break;
      if (recorder.age < SHOW_OPEN_MS || now - recorder.writtenAt < SHOW_OPEN_MS) continue;
      if (!recorder.changed && !recorder.socket?.changed) continue;
      recorder.writtenAt = now;
      shown.push(recorder);
    }
    // To the end of the set, so that the others come first the next time.
    for (const recorder of shown) {
      this.#open.delete(recorder);
      this.#open.add(recorder);
    }
    return shown;
  }

  #onOver(recorder: ExchangeRecorder): void {
    this.#open.delete(recorder);
    this.#over.push(recorder);
  }

  #mayCapture(): boolean {
    if (this.#over.length >= MAX_WAITING) return false;
    return this.#rate.admit(performance.now());
  }

  /** The time in µs where that is free: ids grow with time, over restarts too, and need no round trip to the store. */
  #nextId(): number {
    this.#lastId = Math.max(this.#lastId + 1, Date.now() * 1000);
    return this.#lastId;
  }
}
