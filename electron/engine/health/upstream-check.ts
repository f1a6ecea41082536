import type { HealthCheck } from '../../../shared/contract/health-check.ts';
import { USER_AGENT } from '../network/user-agent.ts';
import { UpstreamConnection } from '../tunnels/upstream-connection.ts';
import type { Dialer } from '../tunnels/upstream-dialer.ts';
import { UpstreamError } from '../tunnels/upstream-error.ts';

/** A health check that takes longer tells of a service in trouble. */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Asks an HTTP upstream for the path of its health check and looks at the status of the answer; the body is not read. Resolves with how long that took,
 * ms, or with why it failed.
 */
export function checkUpstream(
  dialer: Dialer,
  { path, status }: HealthCheck,
): Promise<{ tookMs: number } | { error: UpstreamError }> {
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<{ tookMs: number } | { error: UpstreamError }>();
  const connection = new UpstreamConnection(dialer, 'own');
  const done = (result: { tookMs: number } | { error: UpstreamError }) => {
    clearTimeout(timer);
    connection.destroy();
    resolve(result);
  };
  const timer = setTimeout(
    () => done({ error: new UpstreamError('upstream-timeout', `GET ${path} gets no answer.`) }),
    ANSWER_TIMEOUT_MS,
  ).unref();
  connection.begin('GET', {
    onInformational() {},
    onHead: (head) => {
      const isExpected = status === undefined ? head.status >= 200 && head.status < 400 : head.status === status;
      if (isExpected) return done({ tookMs: performance.now() - startedAt });
      const wanted = status === undefined ? '' : ` instead of ${status}`;
      done({ error: new UpstreamError('upstream-invalid', `GET ${path} answers ${head.status}${wanted}.`) });
    },
    onBody: () => true,
    onEnd() {},
    onFailure: (error) => done({ error }),
    onDrain() {},
  });
  connection.write(
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: ${dialer.authority}\r\nUser-Agent: ${USER_AGENT}\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
      'latin1',
    ),
  );
  return promise;
}
