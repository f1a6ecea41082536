import { AccessLog } from '../access-log/access-log.ts';
import { LineWriter } from '../access-log/line-writer.ts';
import { formatOf } from '../log.ts';
import type { ExitOptions } from './options.ts';

const STDERR = 2;

/** The access log of one run, and the writer behind it. */
export interface OpenAccessLog {
  log: AccessLog;
  writer: LineWriter;
}

/** Opens the access log where it is switched on. Lines that wait when the process ends are still written. */
export function openAccessLog(options: ExitOptions): OpenAccessLog | undefined {
  if (!options.accessLog) return undefined;
  const writer = new LineWriter(STDERR);
  process.once('exit', () => writer.flushSync());
  const log = new AccessLog({ format: formatOf(options.logFormat), withQuery: options.accessLogQuery }, writer);
  return { log, writer };
}
