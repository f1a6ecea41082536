/**
 * The service behind the tunnels while faults happen, as a program that can be killed.
 *
 *     node e2e/faults/upstream-program.ts HTTP-PORT TCP-PORT
 *
 * Prints `ready HTTP-PORT TCP-PORT`, and `wrong upload …` where one came to its end that was not what its visitor sent. Answers `/hello`, `/download` (with a length) and
 * `/chunked` (without), `/events`, `/upload` with the SHA-256 of the body, and echoes WebSockets; the TCP port echoes bytes.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { echoSockets } from '../fixtures/echo-sockets.ts';
import { Pattern } from '../fixtures/pattern.ts';

const PIECES = 32;

const [httpPort = 0, tcpPort = 0] = process.argv.slice(2).map(Number);

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://upstream');
  const [seed, bytes, ms] = [url.searchParams.get('seed') ?? '', number(url, 'bytes'), number(url, 'ms')];
  if (url.pathname === '/hello') response.end('hello');
  else if (url.pathname === '/upload') takeUpload(request, response, { seed, bytes });
  else {
    if (url.pathname === '/download') response.setHeader('content-length', bytes);
    if (url.pathname === '/events') response.setHeader('content-type', 'text/event-stream');
    const pieces = Readable.from(Pattern.pieces(seed, { bytes, ms, pieces: PIECES }));
    // A visitor who is gone ends it.
    pipeline(pieces, response).catch(() => {});
  }
});
echoSockets(server);

function number(url: URL, name: string): number {
  return Number(url.searchParams.get(name) ?? 0);
}

function takeUpload(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { seed, bytes }: { seed: string; bytes: number },
): void {
  const hash = createHash('sha256');
  request.on('data', (chunk: Buffer) => hash.update(chunk));
  request.on('error', () => {});
  request.on('end', () => {
    const got = hash.digest('hex');
    if (got !== Pattern.hash(seed, bytes)) process.stdout.write(`wrong upload ${seed}\n`);
    response.end(got);
  });
}

const echo = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => {});
  socket.pipe(socket);
});

await Promise.all([listen(server, httpPort), listen(echo, tcpPort)]);
process.stdout.write(`ready ${(server.address() as AddressInfo).port} ${(echo.address() as AddressInfo).port}\n`);

function listen(listener: net.Server, port: number): Promise<void> {
  return new Promise((resolve) => listener.listen(port, '127.0.0.1', resolve));
}

process.on('SIGTERM', () => process.exit(0));
