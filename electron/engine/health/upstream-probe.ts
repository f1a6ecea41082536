import type { Dialer, UpstreamHandler } from '../tunnels/upstream-dialer.ts';
import type { UpstreamError } from '../tunnels/upstream-error.ts';

/** Connects to the upstream and hangs up. Resolves with how long that took, ms, or with why it failed. */
export function probeUpstream(dialer: Dialer): Promise<{ tookMs: number } | { error: UpstreamError }> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const handler: UpstreamHandler = {
      onConnect: (socket) => {
        socket.on('error', () => {
          // Whatever happens after the connect does not change what it showed.
        });
        socket.destroy();
        resolve({ tookMs: performance.now() - startedAt });
      },
      onFailure: (error) => resolve({ error }),
      onData: () => true,
    };
    dialer.dial(handler, 'own');
  });
}
