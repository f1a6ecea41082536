/** Something that the machine refuses, tried once; what is under way goes on, and whoever asked is told. */
export interface Trial {
  readonly name: string;
  readonly title: string;
  /** Why it cannot be tried on this machine. */
  problem(): string | undefined;
  /** Tries it. Rejects where something does not hold. @returns what was seen, for the table */
  run(): Promise<TrialResult>;
}

export interface TrialResult {
  readonly seen: string;
  /** From when it was mended until all worked again. */
  readonly backMs: number;
}
