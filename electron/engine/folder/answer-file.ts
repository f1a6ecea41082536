import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SendOptions } from 'send';
import { answerPlainly } from './answer-plainly.ts';
import type { Opened } from './open-inside.ts';

/** Answers with an open file, or with what a range or a condition of the request makes of it, and closes it. Resolves when the answer has begun. */
export async function answerFile(request: IncomingMessage, response: ServerResponse, opened: Opened): Promise<void> {
  const close = () => void opened.handle.close().catch(() => undefined);
  try {
    // Most starts share no folder: `send` with its table of all media types is loaded when somebody asks for a file.
    const { default: send } = await import('send');
    // Who left while the file was looked for is answered no more.
    if (!response.destroyed) await begin(send, request, response, opened);
  } finally {
    // Not every answer reads the file. It is not closed before `send` has it, which throws for a closed one where nobody can catch it.
    if (response.destroyed) close();
    else response.once('close', close);
  }
}

/** Resolves when `send` reads the file, or has answered without it. */
function begin(
  send: typeof import('send'),
  request: IncomingMessage,
  response: ServerResponse,
  { handle, stats, path }: Opened,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // May be kept, and must be asked for each time whether it has changed.
  response.setHeader('Cache-Control', 'no-cache');
  // `send` hands its options on to fs.createReadStream, which reads from `fd`: from the file that was checked, and not from what has its path by now.
  const options: SendOptions & { fd: FileHandle } = {
    fd: handle,
    cacheControl: false,
    dotfiles: 'allow',
    index: false,
  };
  send(request, path.split(/[\\/]/).map(encodeURIComponent).join('/'), options)
    // It looks at the path once more by itself; behind this it goes on at once, until it reads or has answered.
    .on('file', resolve)
    .on('directory', () => {
      // It came meanwhile. `send` would name the path.
      answerPlainly(response, 404);
      resolve();
    })
    .on('headers', (_response: ServerResponse, _path: string, now: Opened['stats']) => {
      // What is there now must be the same.
      if (now.ino !== stats.ino || now.dev !== stats.dev) response.destroy();
    })
    .on('stream', (file: NodeJS.ReadableStream & { bytesRead: number }) => {
      // A file that became shorter meanwhile: its answer must not look as if more were still to come.
      file.on('end', () => {
        if (file.bytesRead < Number(response.getHeader('Content-Length'))) response.destroy();
      });
    })
    .on('error', (error: Error & { status: number; headers?: Record<string, string> }) => {
      if (response.headersSent) response.destroy();
      else answerPlainly(response, error.status, error.headers);
      resolve();
    })
    .pipe(response);
  return promise;
}
