import { watchPort } from './port-watch.ts';

/** The wait before the next try. One at a time. */
export class RetryWait {
  #end: (() => void) | undefined;

  /**
   * Resolves after so many ms, or earlier: when something answers at the port that is knocked at, when the wait is cut short, and when the signal aborts.
   * @param knock undefined: nobody is knocked at
   */
  begin(ms: number, knock: URL | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(), ms);
      const stopKnocking = knock && watchPort(hostOf(knock), portOf(knock), () => end());
      const end = () => {
        clearTimeout(timer);
        stopKnocking?.();
        signal.removeEventListener('abort', end);
        this.#end = undefined;
        resolve();
      };
      this.#end = end;
      signal.addEventListener('abort', end);
    });
  }

  /** Ends the wait, if there is one. */
  cutShort(): void {
    this.#end?.();
  }
}

function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === 'wss:' ? 443 : 80;
}
