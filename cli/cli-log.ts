import pino from 'pino';
import type { Log } from '../electron/engine/engine-parts.ts';

/**
 * The engine's log on stderr, so that stdout stays what a script reads. Silent unless asked for by PORTHOLE_LOG_LEVEL: what
 * people must know the commands say themselves.
 */
export function createCliLog(env = process.env): Log {
  return pino({ level: env.PORTHOLE_LOG_LEVEL ?? 'silent' }, pino.destination(2));
}
