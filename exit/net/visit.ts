/** A connection at a data plane, in whatever stage it is. */
export interface Visit {
  /** Called every second or so, with the data plane's clock in ms: ends what takes too long. */
  checkDeadline(now: number): void;
  /** Ends it now if it carries nothing, otherwise when what runs on it has ended. */
  drain(): void;
  /** Ends it at once, visibly broken off. */
  destroy(): void;
}
