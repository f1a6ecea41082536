import { DialError } from '../../../shared/wire/dial-error.ts';
import type { CloseReason, Transport } from '../../../shared/wire/transport.ts';
import type { Endpoint } from './endpoint.ts';

/** What only the user can mend. A wrong password of a proxy is one: trying it again and again would lock the account. */
const REFUSALS = new Set<DialError['kind']>(['unauthorized', 'wrong-version', 'proxy-auth']);

const CONNECT_FAILURES = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** How a try or a session ended. */
export interface LinkEnding {
  readonly message: string;
  /** Set where only the user can mend it. */
  readonly refused?: string;
  readonly retryAfterMs?: number | undefined;
  /** Where to knock while waiting: nothing listened there. */
  readonly knock?: URL | undefined;
  /** A better connection to go on with at once. */
  readonly next?: Transport | undefined;
}

/** How a dial that failed ended. */
export function endingOfDial(error: unknown, endpoint: Endpoint): LinkEnding {
  if (!(error instanceof DialError)) return { message: (error as Error)?.message ?? String(error) };
  const { kind, message } = error;
  if (REFUSALS.has(kind)) return { message, refused: kind };
  return {
    message,
    retryAfterMs: error.retryAfterMs,
    knock: isConnectFailure(error.cause) ? new URL(endpoint.url) : undefined,
  };
}

/** Whether the port did not even accept a connection. One that accepts and cuts it would be called once a second for ever. */
function isConnectFailure(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && CONNECT_FAILURES.has(String(cause.code));
}

/** Why a session ended, for people. */
export function explainClose(reason: CloseReason): string {
  if (reason.code === 'timeout') return 'The exit server went silent.';
  if (reason.code === 'lost' || reason.code === 'peer-closed') return 'The link to the exit server was lost.';
  return reason.message;
}
