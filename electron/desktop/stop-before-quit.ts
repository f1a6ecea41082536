import type { App } from 'electron';
import type { Log } from '../engine/engine-parts.ts';
import { withDeadline } from './with-deadline.ts';

/** A server that does not answer must not keep the app from ending, ms. */
const STOP_DEADLINE = 5_000;

/**
 * Ends sessions in order before the app does. The windows close first, so that quitting feels immediate.
 *
 * @param parts.onQuit is called before the windows are asked to close
 * @param parts.stop ends everything that runs
 * @returns `endBy`: lets the app end by something else than `quit` once everything has been stopped; that has to call `quit`
 */
export function stopBeforeQuit(
  app: Pick<App, 'on' | 'quit'>,
  parts: { onQuit(): void; stop(): Promise<void>; log: Log },
): { endBy(end: () => void): void } {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  let end = () => app.quit();
  app.on('before-quit', () => parts.onQuit());
  app.on('will-quit', async (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    try {
      await withDeadline(parts.stop(), STOP_DEADLINE);
    } catch (error) {
      parts.log.error({ error: String(error) }, 'the app ends without having closed all sessions in order');
    }
    state = 'stopped';
    end();
  });
  return {
    endBy: (other) => {
      end = other;
    },
  };
}
