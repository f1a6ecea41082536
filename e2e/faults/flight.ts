/** How something ended that was under way when the fault came. */
export type Verdict =
  /** All of it came, and its checksum is right. */
  | 'whole'
  /** It ended, and its visitor could tell that it was not whole. */
  | 'ended'
  /** It looked whole and was not, or its answer was nobody's. */
  | 'wrong'
  /** It neither came nor ended in time. */
  | 'hung';

export interface Landing {
  readonly kind: string;
  readonly verdict: Verdict;
  /** In short, for failures: an error's code, a status. */
  readonly how: string;
}

/** Something that a visitor does through the tunnel while the fault happens. */
export interface Flight {
  readonly kind: string;
  /** Bytes of it have come through; or it has landed already. */
  readonly underWay: Promise<void>;
  /** Never rejects. */
  readonly landed: Promise<Landing>;
}

/** Where the tunnels are, and how much goes through them. */
export interface FlightPlan {
  readonly publicUrl: URL;
  readonly tcpPort: number;
  readonly bytes: number;
  /** How long a transfer takes where nothing disturbs it. */
  readonly ms: number;
  /** When one that has neither come nor ended counts as hung. */
  readonly withinMs: number;
}

/** @returns a flight of what `run` does: it calls `underWay` at the first bytes, and returns how it ended, or throws what a visitor would see */
export function fly(
  kind: string,
  { withinMs }: FlightPlan,
  run: (underWay: () => void, signal: AbortSignal) => Promise<Omit<Landing, 'kind'>>,
): Flight {
  const signal = AbortSignal.timeout(withinMs);
  const started = Promise.withResolvers<void>();
  const landed = run(started.resolve, signal)
    .catch(
      (error: NodeJS.ErrnoException): Omit<Landing, 'kind'> =>
        signal.aborted
          ? { verdict: 'hung', how: `nothing for ${withinMs} ms` }
          : { verdict: 'ended', how: error.code ?? error.message },
    )
    .then((landing) => ({ kind, ...landing }));
  return { kind, underWay: Promise.race([started.promise, landed.then(() => {})]), landed };
}
