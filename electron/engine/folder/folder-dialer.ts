import { duplexPair } from 'node:stream';
import type { Dialer, UpstreamHandler } from '../tunnels/upstream-dialer.ts';
import { UpstreamError } from '../tunnels/upstream-error.ts';
import { folderProblem } from './folder-problem.ts';
import { FolderServer } from './folder-server.ts';
import type { FolderView } from './is-shared-name.ts';

/** How long a look at a folder may take: that of a network drive which is away may take for ever. */
const LOOK_TIMEOUT_MS = 10_000;

/** Connects to a folder of this computer, served within this process. */
export class FolderDialer implements Dialer {
  readonly authority = 'localhost';
  readonly proxyProtocol = undefined;
  readonly #folder: string;
  readonly #server: FolderServer;

  /** @param folder absolute */
  constructor(folder: string, view: FolderView) {
    this.#folder = folder;
    this.#server = new FolderServer(folder, view);
  }

  dial(handler: UpstreamHandler): () => void {
    let isOver = false;
    const settle = (tell: () => void) => {
      clearTimeout(timer);
      if (isOver) return;
      isOver = true;
      tell();
    };
    const late = () => {
      const message = `The folder ${this.#folder} does not answer.`;
      settle(() => handler.onFailure(new UpstreamError('upstream-timeout', message)));
    };
    const timer = setTimeout(late, LOOK_TIMEOUT_MS).unref();
    void folderProblem(this.#folder).then((problem) =>
      settle(() => {
        if (problem) handler.onFailure(new UpstreamError('upstream-refused', problem.message));
        else this.#connect(handler);
      }),
    );
    return () => settle(() => undefined);
  }

  #connect(handler: UpstreamHandler): void {
    const [near, far] = duplexPair();
    // A pair passes ends on, but no breaks.
    near.once('close', () => far.destroy());
    far.once('close', () => {
      if (!far.writableFinished) near.destroy();
    });
    near.on('data', (chunk: Buffer) => {
      if (!handler.onData(chunk)) near.pause();
    });
    this.#server.accept(far);
    handler.onConnect(near);
  }
}
