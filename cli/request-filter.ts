import type { RequestFilter } from '../shared/contract/captured-request.ts';
import { durationOf } from '../shared/duration-of.ts';
import { CommandError } from './command-error.ts';

/** Flags by which requests are searched, as they were typed. */
export interface RequestFilterFlags {
  method?: string;
  status?: string;
  text?: string;
  path?: string;
  minMs?: string;
  since?: string;
  until?: string;
}

const STATUS = /^(?:[1-5]xx|none|[1-9]\d\d)$/;

/** Reads them. Throws CommandError. @param now ms since the epoch */
export function readRequestFilter(flags: RequestFilterFlags, now: number): RequestFilter {
  const { method, text, path, status, minMs, since, until } = flags;
  if (status !== undefined && !STATUS.test(status)) {
    throw new CommandError(2, `--status "${status}" is none: give 2xx, 404 or none.`);
  }
  const isCode = status !== undefined && /^\d+$/.test(status);
  return {
    ...{ method, text, path },
    status: (isCode ? Number(status) : status) as RequestFilter['status'],
    minMs: minMs === undefined ? undefined : readMs(minMs),
    from: since === undefined ? undefined : readMoment('--since', since, now),
    to: until === undefined ? undefined : readMoment('--until', until, now),
  };
}

function readMs(text: string): number {
  const ms = Number(text);
  if (text.trim() !== '' && ms >= 0 && Number.isFinite(ms)) return ms;
  throw new CommandError(2, `--min-ms "${text}" is no number of milliseconds.`);
}

/** `10m` ago, or a time. */
function readMoment(flag: string, text: string, now: number): number {
  const ago = durationOf(text);
  const at = ago === undefined && /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : now - (ago ?? Number.NaN);
  if (Number.isFinite(at)) return at;
  throw new CommandError(
    2,
    `${flag} "${text}" is neither how long ago, like 10m or 2h, nor a time like 2026-05-03T14:02.`,
  );
}
