import { ORPCError } from '@orpc/client';

/** What became of something that the page asked for: the value, or one line for people and the input that is wrong. */
export type Answer<T> = { ok: true; value: T } | Refusal;

interface Refusal {
  ok: false;
  message: string;
  field?: string;
  /** Where in the input a schema found the problem, e.g. `rules.routes.0.path`. */
  path?: string;
}

/** Said when the engine went away in the middle of a call. */
export const ENGINE_AWAY = 'Porthole’s engine is not answering. Try again when it is back.';

/** Said where the engine failed in a way that it does not explain. */
const ENGINE_FAULT = 'Something went wrong inside Porthole’s engine; its log says more.';

/** Turns a rejected call into words. The contract's own errors bring theirs; input checks bring them per field. */
export function failureOf(error: unknown): Refusal {
  if (!(error instanceof ORPCError)) return { ok: false, message: ENGINE_AWAY };
  if (error.code === 'INTERNAL_SERVER_ERROR') return { ok: false, message: ENGINE_FAULT };
  const issue = firstIssue(error.data);
  if (issue !== undefined) return { ok: false, ...issue };
  const field = (error.data as { field?: unknown } | undefined)?.field;
  return typeof field === 'string'
    ? { ok: false, message: error.message, field }
    : { ok: false, message: error.message };
}

/** The first problem that the contract's schema found, where the input did not fit it. */
function firstIssue(data: unknown): Omit<Refusal, 'ok'> | undefined {
  const issues = (data as { issues?: unknown } | undefined)?.issues;
  if (!Array.isArray(issues)) return undefined;
  const issue = issues[0] as { message?: unknown; path?: unknown } | undefined;
  if (typeof issue?.message !== 'string') return undefined;
  if (!Array.isArray(issue.path)) return { message: issue.message };
  const field: unknown = issue.path.at(-1);
  const place = { message: issue.message, path: issue.path.map(String).join('.') };
  return typeof field === 'string' ? { ...place, field } : place;
}
