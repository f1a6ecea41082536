import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookTrial } from '../../../shared/contract/alert.ts';
import type { Log } from '../engine-parts.ts';
import type { AlertNotifier } from './alert-notifier.ts';
import type { AlertMessage } from './group-alerts.ts';
import { postJson } from './post-json.ts';
import { tryWebhook } from './try-webhook.ts';

/** What is waited before the second and the third try: a receiver that restarts is back by then. */
const PAUSES_MS = [1_000, 10_000];
/** A storm of alerts while the receiver is away: older ones are in the activity. */
const MAX_WAITING = 20;

export interface WebhookParts {
  readonly log: Log;
  /** Where to, now; undefined: nobody wants it. */
  url(): string | undefined;
  /** Names of tunnels: what receivers show. */
  nameOf(tunnelId: string): string;
  /** Which proxy to go through. */
  routeTo(url: string): Promise<URL | undefined>;
  readonly pauses?: readonly number[];
}

/** Sends each alert as JSON by POST. Nothing secret is in it: no token, no address of a visitor, no header. */
export class Webhook implements AlertNotifier {
  readonly #parts: WebhookParts;
  readonly #waiting: string[] = [];
  readonly #stopped = new AbortController();
  #sending = false;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  notify({ kind, state, message, tunnelIds, at }: AlertMessage & { readonly at: number }): void {
    if (this.#parts.url() === undefined) return;
    const tunnels = tunnelIds.map((id) => ({ id, name: this.#parts.nameOf(id) }));
    this.#waiting.push(JSON.stringify({ kind, state, message, at: new Date(at).toISOString(), tunnels }));
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    if (!this.#sending) void this.#sendAll();
  }

  /** Sends a message that says that it is a test, once, and tells what came back. @param url where to, whether or not it is the one of the settings */
  test(url: string): Promise<WebhookTrial> {
    return tryWebhook(url, (to) => this.#parts.routeTo(to), this.#stopped.signal);
  }

  /** Gives up what waits. */
  stop(): void {
    this.#waiting.length = 0;
    this.#stopped.abort();
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    for (let body = this.#waiting.shift(); body !== undefined; body = this.#waiting.shift()) await this.#send(body);
    this.#sending = false;
  }

  async #send(body: string): Promise<void> {
    const { log, pauses = PAUSES_MS } = this.#parts;
    const { signal } = this.#stopped;
    for (const wait of [...pauses, undefined]) {
      const url = this.#parts.url();
      if (url === undefined || signal.aborted) return;
      try {
        const status = await postJson(url, body, await this.#parts.routeTo(url), signal);
        if (status >= 200 && status < 300) return;
        // Its address may hold a secret: it is not logged.
        log.warn({ status }, 'the webhook for alerts was refused');
        // What the receiver does not understand it will not understand later.
        if (status < 500 && status !== 429) return;
      } catch (error) {
        log.warn({ code: (error as NodeJS.ErrnoException).code }, 'the webhook for alerts could not be sent');
      }
      if (wait !== undefined) await pause(wait, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
