import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SendOptions } from 'send';
import { answerPlainly } from './answer-plainly.ts';
import type { Opened } from './open-inside.ts';

/** Answers with an open file, or with what a range or a condition of the request makes of it, and closes it. */
export async function answerFile(
  request: IncomingMessage,
  response: ServerResponse,
  { handle, stats, path }: Opened,
): Promise<void> {
  // Not every answer reads the file.
  response.once('close', () => void handle.close().catch(() => undefined));
  // Most starts share no folder: `send` with its table of all media types is loaded when somebody asks for a file.
  const { default: send } = await import('send');
  if (response.destroyed) return;
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
    .on('headers', (_response: ServerResponse, _path: string, now: Opened['stats']) => {
      // It looks at the path once more by itself; what is there now must be the same.
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
    })
    .pipe(response);
}
