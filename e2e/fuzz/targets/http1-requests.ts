import { METHODS } from 'node:http';
import { RequestReader } from '../../../shared/http1/message-reader.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import { EventRecorder, readRequests } from '../../../shared/http1/testing/event-recorder.ts';
import { readRequestsWithNode } from '../../../shared/http1/testing/node-parser.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { HTTP1_WORDS } from '../http1-words.ts';
import { sameWhateverTheCut } from '../same-whatever-the-cut.ts';

const SENTINEL = Buffer.from('GET /sentinel HTTP/1.1\r\nHost: sentinel\r\n\r\n');

/**
 * Requests: read the same however they are cut; and what our reader takes for one whole request, Node's reads the same, with the same bytes for its end. Node
 * may take more than we do, never otherwise.
 */
export const http1Requests: FuzzTarget = {
  name: 'http1-requests',
  seeds: [
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST /x?y HTTP/1.1\r\nHost: a:80\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: b\r\n\r\n',
    'PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n',
    'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nraw',
    'GET http://a/b HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n',
  ],
  words: HTTP1_WORDS,
  async run(input) {
    sameWhateverTheCut(input, (pieces) => readRequests(pieces, true));
    const first = readFirst(input);
    if (first === undefined || !METHODS.includes(first.head.method)) return;
    const { head, body, consumed } = first;
    const goesOn = head.keepAlive && head.upgrade === undefined;
    const bytes = Buffer.concat([input.subarray(0, consumed), goesOn ? SENTINEL : Buffer.alloc(0)]);
    const theirs = await readRequestsWithNode(bytes);
    const message = theirs.messages[0];
    const same =
      message?.complete === true &&
      message.start === `${head.method} ${head.target}` &&
      message.body === body &&
      JSON.stringify(message.fields) === JSON.stringify(head.fields);
    if (!same) throw new Error(`Node reads ${JSON.stringify(theirs)}, we ${JSON.stringify({ head, body })}`);
    const next = theirs.messages[1]?.start;
    if (goesOn && next !== 'GET /sentinel') throw new Error(`Node ends the request elsewhere: ${next}`);
  },
};

/** The first request, where it is whole, and the bytes that it took. */
function readFirst(input: Buffer): { head: RequestHead; body: string; consumed: number } | undefined {
  const recorder = new EventRecorder<RequestHead>();
  const reader = new RequestReader(recorder);
  recorder.afterHead = () => {
    reader.decodeChunks = true;
  };
  reader.push(input);
  const consumed = input.length - reader.buffered;
  reader.end();
  const message = recorder.messages[0];
  return message?.ended ? { head: message.head, body: message.body, consumed } : undefined;
}
