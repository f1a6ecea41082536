import type { App } from 'electron';
import type { Log } from '../../engine/engine-parts.ts';

/** Says in the log which of Chromium's own processes (GPU, network, utilities) has ended. Chromium starts them again by itself. */
export function watchProcesses(app: Pick<App, 'on'>, log: Log): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason === 'clean-exit') return;
    log.error({ type, reason, exitCode, name }, 'a process of Chromium died');
  });
}
