import { realpath } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { MAX_HEAD_BYTES } from '../../../shared/http1/limits.ts';
import { answerFile } from './answer-file.ts';
import { answerPlainly } from './answer-plainly.ts';
import { folderPage } from './folder-page.ts';
import type { FolderView } from './is-shared-name.ts';
import { listFolder } from './list-folder.ts';
import { locate, type Place } from './locate.ts';
import { type Opened, openInside } from './open-inside.ts';

const INDEX = 'index.html';

/**
 * Serves one folder to whoever is let in by `accept`. It listens nowhere: no web page of this computer (DNS rebinding) and no other user of it
 * comes past the tunnel and its rules.
 */
export class FolderServer {
  readonly #folder: string;
  readonly #view: FolderView;
  readonly #server: Server;

  /** @param folder absolute; may be a link, which is followed anew for each request */
  constructor(folder: string, view: FolderView) {
    this.#folder = folder;
    this.#view = view;
    // No head is too large here that the exit server lets in.
    this.#server = createServer({ maxHeaderSize: 2 * MAX_HEAD_BYTES }, (request, response) => {
      this.#answer(request, response).catch((error: NodeJS.ErrnoException) => fail(response, error));
    });
  }

  /** Serves one connection. */
  accept(connection: Duplex): void {
    this.#server.emit('connection', connection);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answerPlainly(response, 405, { Allow: 'GET, HEAD' });
    }
    const root = await realpath(this.#folder).catch(() => undefined);
    // Without an answer the tunnel dials anew, and learns why.
    if (root === undefined) return void response.destroy();
    const place = locate(request.url ?? '');
    const opened = place && (await openInside(root, place.names, this.#view));
    if (!place || !opened) return answerPlainly(response, 404);
    if (!opened.stats.isDirectory()) {
      if (!place.isFolder) return answerFile(request, response, opened);
      await opened.handle.close();
      return answerPlainly(response, 404);
    }
    try {
      await this.#answerFolder(request, response, root, place, opened);
    } finally {
      await opened.handle.close();
    }
  }

  async #answerFolder(
    request: IncomingMessage,
    response: ServerResponse,
    root: string,
    { names, isFolder, query }: Place,
    opened: Opened,
  ): Promise<void> {
    if (!isFolder) {
      // Relative, so that whatever leads here keeps its own path before it.
      const location = `./${encodeURIComponent(names.at(-1) ?? '')}/${query}`;
      return answerPlainly(response, 301, { Location: location });
    }
    const index = await openInside(root, [...names, INDEX], this.#view);
    if (index?.stats.isFile()) return answerFile(request, response, index);
    await index?.handle.close();
    const page = Buffer.from(folderPage.render(names, await listFolder(root, opened, this.#view)));
    response.writeHead(200, { ...folderPage.fields, 'Content-Length': page.length, 'Cache-Control': 'no-cache' });
    response.end(page);
  }
}

/** Says no more than it must: the system's words name paths. */
function fail(response: ServerResponse, { code }: NodeJS.ErrnoException): void {
  if (response.headersSent) response.destroy();
  else answerPlainly(response, code === 'EACCES' || code === 'EPERM' ? 403 : 500);
}
