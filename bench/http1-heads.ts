/**
 * Measures the HTTP/1 reader and writer alone: heads per second, read and written anew, in one thread.
 *
 *     npx node bench/http1-heads.ts [seconds for each case]
 */
import { AddedFields } from '../shared/http1/added-fields.ts';
import { FieldNames } from '../shared/http1/field-names.ts';
import { writeRequestHead, writeResponseHead } from '../shared/http1/head-writer.ts';
import { RequestReader, ResponseReader } from '../shared/http1/message-reader.ts';

const SECONDS = Number(process.argv[2] ?? 2);
const ROUNDS = 5;

const WRK_REQUEST = 'GET / HTTP/1.1\r\nHost: blog.localhost:8000\r\n\r\n';

const BROWSER_REQUEST = [
  'GET /articles/2024/on-tunnels?page=2 HTTP/1.1',
  'Host: blog.exit.example.com',
  'Connection: keep-alive',
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"',
  'sec-ch-ua-mobile: ?0',
  'sec-ch-ua-platform: "Linux"',
  'Upgrade-Insecure-Requests: 1',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-User: ?1',
  'Sec-Fetch-Dest: document',
  'Referer: https://blog.exit.example.com/articles/2024',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9,de;q=0.8',
  'Cookie: session=4f9c2d7e6a5b4c3d2e1f0a9b8c7d6e5f; theme=dark; consent=1',
  '\r\n',
].join('\r\n');

const NGINX_ANSWER = [
  'HTTP/1.1 200 OK',
  'Server: nginx/1.26.3',
  'Date: Mon, 01 Jan 2024 00:00:00 GMT',
  'Content-Type: text/plain',
  'Content-Length: 12',
  'Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT',
  'Connection: keep-alive',
  'ETag: "65920080-c"',
  'Accept-Ranges: bytes',
  '',
  'Hello world\n',
].join('\r\n');

const ADDED = new AddedFields([
  'X-Forwarded-For',
  '203.0.113.9',
  'X-Forwarded-Proto',
  'https',
  'X-Forwarded-Host',
  'blog.exit.example.com',
]);
const FORWARDED = new FieldNames(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']);

let written = 0;

function requestCase(message: string): () => void {
  const bytes = Buffer.from(message, 'latin1');
  const reader: RequestReader = new RequestReader({
    onHead(head) {
      written += writeRequestHead(head, { add: ADDED, drop: FORWARDED }).length;
    },
    onBody() {},
    onEnd: () => reader.next(),
    onError(error) {
      throw error;
    },
  });
  return () => reader.push(bytes);
}

function answerCase(message: string): () => void {
  const bytes = Buffer.from(message, 'latin1');
  const reader = new ResponseReader({
    onHead(head) {
      written += writeResponseHead(head, {}).length;
    },
    onBody(chunk) {
      written += chunk.length;
    },
    onEnd() {},
    onError(error) {
      throw error;
    },
  });
  return () => {
    reader.expect('GET');
    reader.push(bytes);
  };
}

function measure(run: () => void): number {
  const BATCH = 1000;
  const end = performance.now() + (SECONDS * 1000) / ROUNDS;
  const start = performance.now();
  let count = 0;
  let now = start;
  while (now < end) {
    for (let i = 0; i < BATCH; i++) run();
    count += BATCH;
    now = performance.now();
  }
  return (count * 1000) / (now - start);
}

const cases: [string, () => void][] = [
  ['request of wrk, 1 field', requestCase(WRK_REQUEST)],
  ['request of a browser, 16 fields', requestCase(BROWSER_REQUEST)],
  ['answer of nginx, 8 fields, with its body', answerCase(NGINX_ANSWER)],
];
for (const [name, run] of cases) {
  measure(run);
  const rates = Array.from({ length: ROUNDS }, () => measure(run)).sort((a, b) => a - b);
  const median = rates[ROUNDS >> 1] as number;
  console.log(
    `${name.padEnd(42)} ${Math.round(median).toLocaleString('en')} heads/s (${(1e6 / median).toFixed(2)} µs)`,
  );
}

// Printed so that the writing cannot be optimized away.
console.log(`${written.toLocaleString('en')} bytes written`);
