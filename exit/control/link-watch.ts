/** Ticks without a byte from the peer behind which it is asked for one. */
const ASK_AFTER = 2;
/**
 * Ticks without a byte behind which the peer counts as silent: three after it was asked. A healthy link answers within one; a session that
 * is taken for silent by mistake only has fewer visitors for a while.
 */
const SILENT_AFTER = 5;

/** What is watched: a session with a peer. */
export interface WatchedLink {
  /** Changes with every byte that comes from the peer. */
  readonly heardCount: number;
  /** Makes the peer send something. */
  ping(): Promise<unknown>;
}

/**
 * Notices within seconds that a peer has fallen silent, for those who have another one to turn to. The session itself is more patient: its end
 * costs more than a detour.
 */
export class LinkWatch {
  readonly #link: WatchedLink;
  #lastTick = -1;
  #heard = -1;
  #quietTicks = 0;

  constructor(link: WatchedLink) {
    this.#link = link;
  }

  get silent(): boolean {
    return this.#quietTicks >= SILENT_AFTER;
  }

  /** To be called every second or so; twice for the same `now`, by two tunnels of one session, counts once. */
  tick(now: number): void {
    if (now === this.#lastTick) return;
    this.#lastTick = now;
    const heard = this.#link.heardCount;
    this.#quietTicks = heard === this.#heard ? this.#quietTicks + 1 : 0;
    this.#heard = heard;
    // Its answer counts as a byte; that it fails says that the session ended, which others tell.
    if (this.#quietTicks === ASK_AFTER) this.#link.ping().catch(() => {});
  }
}
