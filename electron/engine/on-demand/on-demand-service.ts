import type { OnDemand, OnDemandState } from '../../../shared/contract/on-demand.ts';
import type { CommandProcessEvents } from './command-process.ts';
import { StartBackoff } from './start-backoff.ts';
import { WakeError } from './wake-error.ts';

/** How often the port is tried while the command starts, ms: a connect to this computer costs nothing. */
const KNOCK_MS = 100;
/** How often it is looked whether anybody uses the service, ms; idle times are minutes. */
const IDLE_CHECK_MS = 5_000;
/** A service that has run for so long was no failed start, ms. */
const STABLE_MS = 10_000;
/** Lines of output that the reason of a failure may take from: a stack trace's end says less than its beginning. */
const LAST_LINES = 5;

/** A command that runs, see CommandProcess. */
export interface RunningCommand {
  /** Resolves when nothing of it is left, or cannot be ended; never rejects. */
  stop(): Promise<void>;
}

export interface OnDemandParts {
  /** What it is called in sentences: `port 3000`. */
  readonly port: string;
  /** Whether the port takes connections now. */
  knock(): Promise<boolean>;
  /** Never throws: a command that cannot be started ends. No event comes before it has returned. */
  run(events: CommandProcessEvents): RunningCommand;
  /** Tells the activity log. */
  tell(kind: 'event' | 'output', text: string): void;
  /** Whether any request is under way, or any connection open. */
  isBusy(): boolean;
  onChange(): void;
  /** Until an earlier one of the same tunnel has ended; its port may be the same. */
  readonly after: Promise<void>;
}

/** A tunnel's service that is started by its first visitor and stopped when nobody comes any more. */
export class OnDemandService {
  readonly #settings: OnDemand;
  readonly #parts: OnDemandParts;
  readonly #backoff = new StartBackoff();
  #state: OnDemandState = { state: 'asleep' };
  #command: RunningCommand | undefined;
  /** What it has printed last. */
  #lastLines: string[] = [];
  /** The start under way, for all who wait for it. */
  #waking: Promise<void> | undefined;
  /** Breaks the start under way off. */
  #giveUp: ((error: WakeError) => void) | undefined;
  #stopping: Promise<void> | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  // By the steady clock, as all times here that are waited for: the one on the wall may be set meanwhile.
  #usedAt = 0;
  #failedUntil = 0;
  #closed = false;

  constructor(settings: OnDemand, parts: OnDemandParts) {
    this.#settings = settings;
    this.#parts = parts;
  }

  get state(): OnDemandState {
    return this.#state;
  }

  /** Resolves when the port answers, starting the command where nothing runs. Rejects with WakeError. */
  wake(): Promise<void> {
    if (this.#waking) return this.#waking;
    const waking = this.#wake().finally(() => {
      this.#waking = undefined;
    });
    this.#waking = waking;
    // All who waited may have left.
    waking.catch(() => {});
    return waking;
  }

  /** A visitor was served just now. */
  noteUse(): void {
    this.#usedAt = performance.now();
  }

  /** The user wants it tried now, whatever failed before. */
  retry(): void {
    if (this.#state.state !== 'failed') return;
    this.#backoff.reset();
    this.#set({ state: 'asleep' });
    void this.wake();
  }

  /** Ends it for good, with all that it has started. Resolves when nothing is left. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#giveUp?.(this.#failure('The tunnel was stopped.'));
    await this.#stop();
    await this.#stopping;
  }

  async #wake(): Promise<void> {
    await this.#parts.after;
    await this.#stopping;
    if (this.#closed) throw this.#failure('The tunnel is stopped.');
    // Somebody else may have started it, or it was only away for a moment.
    if (await this.#parts.knock()) return;
    if (this.#state.state === 'failed' && performance.now() < this.#failedUntil)
      throw this.#failure(this.#state.message);
    if (this.#closed) throw this.#failure('The tunnel is stopped.');
    const startedAt = performance.now();
    if (this.#command === undefined) this.#run(startedAt);
    await this.#untilPortAnswers(startedAt);
    this.#usedAt = performance.now();
    if (this.#state.state === 'running') return;
    this.#parts.tell('event', `${capital(this.#parts.port)} answers after ${seconds(performance.now() - startedAt)}.`);
    this.#set({ state: 'running', since: Date.now() });
    this.#idleTimer ??= setInterval(() => this.#checkIdle(), IDLE_CHECK_MS).unref();
  }

  #run(startedAt: number): void {
    const { command, cwd } = this.#settings;
    this.#lastLines = [];
    this.#parts.tell('event', `Running “${command}” in ${cwd}.`);
    this.#set({ state: 'starting', since: Date.now() });
    const running = this.#parts.run({
      onLine: (line) => {
        this.#lastLines = [...this.#lastLines.slice(1 - LAST_LINES), line];
        this.#parts.tell('output', line);
      },
      onEnd: (how) => {
        if (this.#command === running) this.#onEnd(how, startedAt);
      },
    });
    this.#command = running;
  }

  async #untilPortAnswers(startedAt: number): Promise<void> {
    const { startTimeoutSeconds } = this.#settings;
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.#giveUp = reject;
    let timer: NodeJS.Timeout | undefined;
    try {
      while (!(await Promise.race([this.#parts.knock(), promise]))) {
        if (performance.now() - startedAt >= startTimeoutSeconds * 1_000) throw await this.#tookTooLong();
        const pause = Promise.withResolvers<void>();
        timer = setTimeout(pause.resolve, KNOCK_MS);
        await Promise.race([pause.promise, promise]);
      }
    } finally {
      clearTimeout(timer);
      this.#giveUp = undefined;
    }
  }

  async #tookTooLong(): Promise<WakeError> {
    const message = `${capital(this.#parts.port)} did not answer within ${this.#settings.startTimeoutSeconds} s.`;
    await this.#stop();
    this.#fail(message);
    return new WakeError('start-timeout', message, this.#retryAfter);
  }

  /** The command ended by itself. What it has left behind ends too. */
  #onEnd(how: string, startedAt: number): void {
    const wasRunning = this.#state.state === 'running';
    const ranFor = performance.now() - startedAt;
    const left = this.#command;
    this.#command = undefined;
    this.#endIdleCheck();
    this.#stopping = left?.stop();
    const lastWords = this.#lastLines.at(-1);
    if (wasRunning && ranFor >= STABLE_MS) {
      this.#backoff.reset();
      this.#parts.tell('event', `The command ended (${how}). It is started again at the next visit.`);
      this.#set({ state: 'asleep' });
      return;
    }
    const when = wasRunning ? 'right after it had started' : `before ${this.#parts.port} answered`;
    const why = lastWords === undefined ? '.' : `: ${lastWords}`;
    this.#fail(`The command ended (${how}) ${when}${why}`);
    this.#giveUp?.(this.#failure('The command ended.'));
  }

  #fail(message: string): void {
    this.#parts.tell('event', message);
    const waitMs = this.#backoff.next();
    this.#parts.tell('event', `It is tried again at the first visit after ${seconds(waitMs)}.`);
    this.#failedUntil = performance.now() + waitMs;
    this.#set({ state: 'failed', since: Date.now(), message, retryAt: Date.now() + waitMs });
  }

  #failure(message: string): WakeError {
    return new WakeError('start-failed', message, this.#retryAfter);
  }

  get #retryAfter(): number {
    const waitMs = this.#state.state === 'failed' ? this.#failedUntil - performance.now() : 0;
    return Math.max(1, Math.ceil(waitMs / 1_000));
  }

  #checkIdle(): void {
    if (this.#parts.isBusy()) {
      this.#usedAt = performance.now();
      return;
    }
    const { idleMinutes } = this.#settings;
    if (performance.now() - this.#usedAt < idleMinutes * 60_000) return;
    this.#parts.tell('event', `Nobody came for ${idleMinutes} min: stopping the command.`);
    this.#backoff.reset();
    void this.#stop().then(() => {
      if (!this.#closed) this.#set({ state: 'asleep' });
    });
  }

  #stop(): Promise<void> {
    const command = this.#command;
    this.#command = undefined;
    this.#endIdleCheck();
    if (command === undefined) return Promise.resolve();
    this.#set({ state: 'stopping' });
    this.#stopping = command.stop();
    return this.#stopping;
  }

  #endIdleCheck(): void {
    clearInterval(this.#idleTimer);
    this.#idleTimer = undefined;
  }

  #set(state: OnDemandState): void {
    this.#state = state;
    this.#parts.onChange();
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
}
