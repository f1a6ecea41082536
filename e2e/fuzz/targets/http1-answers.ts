import { readResponses } from '../../../shared/http1/testing/event-recorder.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { HTTP1_WORDS } from '../http1-words.ts';
import { sameWhateverTheCut } from '../same-whatever-the-cut.ts';

/** Answers of upstreams and clients, to GET, HEAD and CONNECT: read the same however they are cut. */
export const http1Answers: FuzzTarget = {
  name: 'http1-answers',
  seeds: [
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n',
    'HTTP/1.0 200 OK\r\n\r\nuntil the end',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nraw',
    'HTTP/1.1 204 \r\n\r\n',
  ],
  words: [...HTTP1_WORDS, 'HTTP/1.1 200 OK\r\n', '204', '304', '101', '999'],
  run(input) {
    for (const methods of [['GET', 'HEAD'], ['CONNECT']]) {
      sameWhateverTheCut(input, (pieces) => readResponses(pieces, methods, true));
    }
  },
};
