import type { ExitLimits } from '../limits/exit-limits.ts';
import type { ExitOptions } from './options.ts';

/** The limits that the flags say. */
export function limitsOf(options: ExitOptions): ExitLimits {
  return {
    trustedProxyDepth: options.trustedProxyDepth,
    maxConnections: options.maxConnections,
    maxConnectionsPerVisitor: options.maxConnectionsPerVisitor,
    maxRequestRate: options.maxRequestRate,
    maxHeaderBytes: options.maxHeaderSize,
    headTimeoutMs: options.headTimeout,
    idleTimeoutMs: options.idleTimeout,
    bodyTimeoutMs: options.bodyTimeout,
    maxTunnels: options.maxTunnels,
    maxStreams: options.maxStreams,
    maxWindowGrowth: options.maxWindowGrowth,
    maxHandshakes: options.maxHandshakes,
    maxHandshakesPerAddress: options.maxHandshakesPerAddress,
    maxAuthFailures: options.maxAuthFailures,
  };
}
