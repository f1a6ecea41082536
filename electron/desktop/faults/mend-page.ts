import type { BrowserWindow, Dialog, MessageBoxOptions } from 'electron';
import type { Log } from '../../engine/engine-parts.ts';

/** A page that dies sooner than this after a reload would die again: its user decides then, ms. */
const RELOAD_PAUSE = 10_000;

/** Places of the buttons. */
const WAIT = 0;
const LOAD = 1;
const QUIT = 1;
const LOAD_AGAIN = 0;

export interface MendPageParts {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  /** Whether the app is about to end: then nothing is mended. */
  isEnding(): boolean;
  quit(): void;
  readonly log: Log;
}

/**
 * Loads the page again when its process dies, and asks its user when that happens again or when it hangs. The tunnels run in main and go on meanwhile, which is
 * what people are told first.
 */
export function mendPage(
  window: Pick<BrowserWindow, 'on' | 'once' | 'webContents' | 'isDestroyed'>,
  parts: MendPageParts,
): void {
  const { dialog, log } = parts;
  const contents = window.webContents;
  let diedAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;

  const ask = async (options: MessageBoxOptions): Promise<number | undefined> => {
    if (isAsking) return undefined;
    isAsking = true;
    try {
      return (await dialog.showMessageBox(options)).response;
    } finally {
      isAsking = false;
    }
  };

  const askAfterDeath = async () => {
    const response = await ask({
      type: 'error',
      message: 'Porthole’s window has failed twice.',
      detail: 'Your tunnels are still open.',
      buttons: ['Load again', 'Quit'],
      defaultId: LOAD_AGAIN,
      cancelId: LOAD_AGAIN,
      noLink: true,
    });
    if (response === QUIT) parts.quit();
    else if (response === LOAD_AGAIN && !window.isDestroyed()) contents.reload();
  };

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || parts.isEnding()) return;
    const now = performance.now();
    const again = now - diedAt < RELOAD_PAUSE;
    diedAt = now;
    log.error({ reason, exitCode }, again ? 'the page died again' : 'the page died and is loaded again');
    if (again) void askAfterDeath();
    else contents.reload();
  });

  window.on('unresponsive', async () => {
    if (parts.isEnding()) return;
    log.warn({}, 'the page does not answer');
    // The question goes by itself when the page is back. On macOS only its answer is: it is then not acted on.
    const back = new AbortController();
    window.once('responsive', () => back.abort());
    const response = await ask({
      type: 'warning',
      message: 'Porthole’s window does not answer.',
      detail: 'Your tunnels are still open.',
      buttons: ['Wait', 'Load again'],
      defaultId: WAIT,
      cancelId: WAIT,
      noLink: true,
      signal: back.signal,
    });
    // It hangs in its process, so a reload would wait for ever: without the process it is loaded as after any other death.
    if (response === LOAD && !back.signal.aborted && !window.isDestroyed()) contents.forcefullyCrashRenderer();
  });
}
