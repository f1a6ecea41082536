import type { RequestSummary } from '../../../shared/contract/captured-request.ts';

/** What a request came to, as a word or a number: `200`, `open`, `no answer`. */
export function statusWord({ status, state }: RequestSummary): string {
  if (status !== 0) return String(status);
  return state === 'open' ? '…' : '—';
}

/** The same in words that can be said: `502 Bad Gateway (nothing answered on the service’s port)`. */
export function statusSentence({ status, state, failure }: RequestSummary, reason = ''): string {
  const ending = state === 'aborted' ? ', broken off' : state === 'open' ? ', still under way' : '';
  if (status === 0) return state === 'open' ? 'waiting for its answer' : 'no answer, broken off';
  return `${status}${reason && ` ${reason}`}${failure === undefined ? '' : ` (${FAILURES[failure] ?? failure})`}${ending}`;
}

/** Why Porthole answered in place of the service. */
export const FAILURES: Readonly<Record<string, string>> = {
  'upstream-refused': 'nothing answered on the service’s port',
  'upstream-timeout': 'the service took too long',
  'client-exhausted': 'this computer may open no more files and connections',
  'upstream-invalid': 'the service’s answer was no valid HTTP',
};

/** Which colour a status has. */
export function statusTone({ status, state }: RequestSummary): 'good' | 'plain' | 'warn' | 'bad' | 'none' {
  if (status === 0) return state === 'open' ? 'plain' : 'bad';
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  if (status >= 300 || status < 200) return 'plain';
  return state === 'aborted' ? 'bad' : 'good';
}
