/** A time in which a state lasted, ms since the epoch. */
export interface KeptSpan {
  readonly since: number;
  readonly until: number;
  readonly state: string;
  readonly detail?: string | undefined;
}
