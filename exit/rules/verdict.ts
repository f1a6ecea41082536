import { type ErrorCode, errorAnswer, type PageAnswer } from '../http/error-page.ts';
import type { ErrorPageReader } from '../http/error-page-reader.ts';

/** This server answers by itself. */
export interface OwnAnswer {
  readonly status: number;
  make(reader: ErrorPageReader): PageAnswer;
}

/** What was judged of a request: an answer, or that it may pass. */
export type Verdict = OwnAnswer | 'pass' | 'pass-with-authorization';

/** What an error's answer has besides. */
type Details = Pick<ErrorPageReader, 'retryAfter' | 'challenges' | 'message'>;

/** The answers of requests that may not pass. */
export const denials = {
  notAllowed(message?: string): OwnAnswer {
    return denial('not-allowed', 403, { message });
  },

  /** RFC 9110 §11.6.1. @param challenges values of WWW-Authenticate */
  unauthorized(challenges: readonly string[]): OwnAnswer {
    return denial('not-allowed', 401, { challenges });
  },

  /** @param waitMs until the next one may pass */
  tooMany(waitMs: number, message?: string): OwnAnswer {
    return denial('rate-limited', 429, { retryAfter: Math.max(1, Math.ceil(waitMs / 1_000)), message });
  },

  bodyTooLarge: denial('body-too-large', 413, {}),
  busy: denial('busy', 503, {}),
  ended: denial('client-away', 503, {}),
};

function denial(code: ErrorCode, status: number, details: Details): OwnAnswer {
  return { status, make: (reader) => errorAnswer(code, status, { ...reader, ...details }) };
}
