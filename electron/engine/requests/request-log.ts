import type { CaptureSettings } from '../../../shared/contract/capture-settings.ts';
import type {
  CaptureState,
  RequestDetail,
  RequestFilter,
  RequestSummary,
} from '../../../shared/contract/captured-request.ts';
import type { Log } from '../engine-parts.ts';
import { RequestError } from '../request-error.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { StoreClient } from '../storage/store-client.ts';
import type { CaptureBatch } from './capture/capture-batch.ts';
import { type CaptureSink, RequestCapture } from './capture/request-capture.ts';
import type { Changes, RequestsStore, StoreState } from './store/requests-store.ts';

/** Rows of one message to the page, some 200 KiB: behind a second with 500 requests, on a machine that is busy with other things, a list need not begin anew. */
export const MAX_CHANGES = 500;
const EMPTY: StoreState = { kept: 0, bytes: 0, revision: 0 };

/** What lists follow: a state of the store. */
export type LogState = StoreState & Pick<CaptureState, 'dropped'>;

export interface RequestLogParts {
  readonly settings: SettingsStore;
  /** Undefined where nothing can be kept, as under `porthole share`: then nothing is captured. */
  readonly store: StoreClient<RequestsStore> | undefined;
  readonly log: Log;
}

/** The requests that passed through the tunnels: captures them, keeps them within bounds, and finds them again. */
export class RequestLog implements CaptureSink {
  readonly capture: RequestCapture;
  readonly #settings: SettingsStore;
  readonly #store: StoreClient<RequestsStore> | undefined;
  readonly #log: Log;
  readonly #subscribers = new Set<(state: LogState) => void>();
  #state = EMPTY;
  #applied: CaptureSettings;
  #unsubscribe: (() => void) | undefined;

  constructor({ settings, store, log }: RequestLogParts) {
    this.#settings = settings;
    this.#store = store;
    this.#log = log;
    this.#applied = settings.value.capture;
    this.capture = new RequestCapture(this.#effective(this.#applied), this, log);
  }

  /** @param tunnelIds those that there are: what was captured of others goes */
  async start(tunnelIds: readonly string[]): Promise<void> {
    this.#unsubscribe = this.#settings.subscribe(({ capture }) => {
      if (capture !== this.#applied) this.#apply(capture);
    });
    if (!this.#store) return;
    try {
      this.capture.startBehind(await this.#store.call('setLimits', this.#applied));
      await this.#store.call('retain', tunnelIds);
      this.#setState(await this.#store.call('state'));
    } catch (error) {
      this.#log.warn({ err: error }, 'Captured requests cannot be read.');
    }
  }

  /** Writes what waits. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    await this.capture.stop();
  }

  async write(batch: CaptureBatch): Promise<void> {
    if (!this.#store) return;
    const { keepOnDisk, requestsPerTunnel, totalBytes } = this.#applied;
    this.#setState(await this.#store.call('write', batch, { keepOnDisk, requestsPerTunnel, totalBytes }));
  }

  /** Calls `subscriber` with the present state at once, and with each later one. */
  subscribe(subscriber: (state: LogState) => void): () => void {
    this.#subscribers.add(subscriber);
    subscriber(this.#logState());
    return () => this.#subscribers.delete(subscriber);
  }

  /** Returns what changed behind a revision; many changes say only that there are many. */
  changes(filter: RequestFilter, since: number): Promise<Changes> {
    return this.#opened().call('changes', filter, since, MAX_CHANGES);
  }

  /** @param before the last id of the page before */
  query(filter: RequestFilter, before: number | undefined, limit: number): Promise<RequestSummary[]> {
    return this.#opened().call('query', filter, before, limit);
  }

  async get(id: number): Promise<RequestDetail> {
    const detail = await this.#opened().call('get', id);
    if (detail) return detail;
    throw new RequestError('NOT_FOUND', 'This request is no longer kept: newer ones took its place.');
  }

  async clear(tunnelId: string | undefined): Promise<void> {
    await this.capture.flush();
    this.#setState(await this.#opened().call('clear', tunnelId));
  }

  #apply(capture: CaptureSettings): void {
    this.#applied = capture;
    this.capture.settings = this.#effective(capture);
    this.#store?.call('setLimits', capture).then(
      async () => this.#setState((await this.#store?.call('state')) ?? EMPTY),
      (error: unknown) => this.#log.warn({ err: error }, 'The bounds of captured requests could not be changed.'),
    );
  }

  #effective(capture: CaptureSettings): CaptureSettings {
    return this.#store ? capture : { ...capture, enabled: false };
  }

  #opened(): StoreClient<RequestsStore> {
    if (this.#store) return this.#store;
    throw new RequestError(
      'NOT_NOW',
      'This Porthole keeps no requests: start it with "porthole serve" or open the app.',
    );
  }

  #logState(): LogState {
    return { ...this.#state, dropped: this.capture.dropped };
  }

  #setState(state: StoreState): void {
    this.#state = state;
    for (const subscriber of [...this.#subscribers]) subscriber(this.#logState());
  }
}
