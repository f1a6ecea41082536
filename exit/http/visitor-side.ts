import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { AccessLog } from '../access-log/access-log.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import type { AnswerOutput } from './answer-output.ts';
import type { ErrorCode } from './error-page.ts';
import type { ForwardedFields } from './forwarded-fields.ts';
import type { HttpGroup } from './http-group.ts';
import type { HttpTunnel } from './http-tunnel.ts';
import type { TunnelStream } from './tunnel-stream.ts';

/** The visitor's connection, as an exchange sees it. */
export interface VisitorSide {
  readonly output: AnswerOutput;
  readonly forwarded: ForwardedFields;
  /** The visitor's `ip:port`. */
  readonly visitor: string;
  /** False once the connection must end after the running answer. */
  readonly mayKeepAlive: boolean;
  /** Stops or resumes the reading of the request, while the stream takes no more of it. */
  holdRequest(hold: boolean): void;
  /** The answer is complete and the next request may be read, unless the connection must end. */
  exchangeDone(keepAlive: boolean): void;
  /** The upgrade was accepted: from here on the stream and the connection carry raw bytes. */
  upgraded(tunnel: HttpTunnel, stream: TunnelStream): void;
  /** The answer broke off half-way: the connection (over HTTP/2, the stream) is reset, so that it never looks whole. */
  breakOff(): void;
}

/** What exchanges need of the server around them. */
export interface ExchangeContext {
  /** The tunnels of a request's host, or why it gets none. */
  route(head: RequestHead, forwarded: ForwardedFields): HttpGroup | ErrorCode;
  readonly metrics: RequestMetrics;
  /** Undefined: requests are not logged. */
  readonly accessLog: AccessLog | undefined;
  /** A clock of about a second's resolution, ms. */
  readonly coarseNow: number;
}
