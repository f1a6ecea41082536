import { AccessLog } from '../access-log/access-log.ts';
import { LineWriter } from '../access-log/line-writer.ts';
import { type ExitLog, formatOf } from '../log.ts';
import type { ExitOptions } from './options.ts';

const STDERR = 2;

/** The access log of one run. */
export interface OpenAccessLog {
  log: AccessLog;
  /** Resolves when all lines are written; warns in the other log where some were lost. */
  finish(log: ExitLog): Promise<void>;
}

/** Opens the access log where it is switched on. Lines that wait when the process ends are still written. */
export function openAccessLog(options: ExitOptions): OpenAccessLog | undefined {
  if (!options.accessLog) return undefined;
  const writer = new LineWriter(STDERR);
  process.once('exit', () => writer.flushSync());
  const log = new AccessLog({ format: formatOf(options.logFormat), withQuery: options.accessLogQuery }, writer);
  return { log, finish: (other) => finish(writer, other) };
}

async function finish(writer: LineWriter, log: ExitLog): Promise<void> {
  await writer.flushed();
  const { dropped } = writer;
  if (dropped > 0) log.warn({ lines: dropped }, 'the access log is not complete: its reader was too slow');
}
