/** Code that reads what strangers send, and what must hold whatever they send. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs to begin with, in latin1. */
  readonly seeds: readonly string[];
  /** Pieces that mutations insert: what the format's readers look for. Latin1. */
  readonly words: readonly string[];
  /** Reads the input. Throws where something does not hold. */
  run(input: Buffer): void | Promise<void>;
}
