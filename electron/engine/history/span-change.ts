/** What follows on one another in a tunnel's life: whether its traffic is measured, and its status. The numbers are part of the format on disk. */
export const SPAN_KINDS = { measurement: 0, status: 1 } as const;

export type SpanKind = (typeof SPAN_KINDS)[keyof typeof SPAN_KINDS];

/** From `since` on (ms since the epoch) the tunnel is in another state. */
export interface SpanChange {
  readonly tunnelId: string;
  readonly kind: SpanKind;
  readonly since: number;
  readonly state: string;
  /** JSON of what belongs to the state, e.g. the message of a status. */
  readonly detail?: string | undefined;
}
