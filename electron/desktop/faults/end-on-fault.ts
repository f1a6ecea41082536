import { withDeadline } from '../with-deadline.ts';

/** Sessions that do not end in order by then are cut, ms. */
const STOP_DEADLINE = 5_000;

export interface FaultParts {
  /** Writes it down. */
  log(error: unknown): void;
  /** Ends sessions, sockets and files in order, as far as they were begun. */
  stop(): Promise<void>;
  /** Tells the user. Returns when that is read. */
  tell(message: string): void;
  exit(code: number): void;
}

/**
 * Ends the app when an exception has reached nobody: what it holds can no longer be trusted, and going on could serve the wrong thing. What was begun is ended in
 * order, and its user is told why.
 */
export function endOnFault(process: Pick<NodeJS.Process, 'on'>, parts: FaultParts): void {
  let ending = false;
  process.on('uncaughtException', async (error) => {
    parts.log(error);
    // One that comes of ending must not keep it from ending.
    if (ending) return;
    ending = true;
    try {
      await withDeadline(parts.stop(), STOP_DEADLINE);
    } catch (problem) {
      parts.log(problem);
    }
    parts.tell(
      `${error instanceof Error ? error.message : String(error)}\n\nStart Porthole again to open your tunnels.`,
    );
    parts.exit(1);
  });
}
