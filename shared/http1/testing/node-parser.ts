import { createServer, type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';

/** A message as Node's own parser reads it. For differential tests. */
export interface NodeMessage {
  /** Requests: method and target; answers: status and reason. */
  start: string;
  fields: string[];
  /** Latin-1, without framing. */
  body: string;
  complete: boolean;
}

export interface NodeOutcome {
  messages: NodeMessage[];
  /** The code of what Node's parser did not like. */
  error: string | undefined;
}

/** A connection whose peer sends `bytes` and ends, and takes all that is written. */
function connectionWith(bytes: Buffer, onWritten: (chunk: Buffer) => void = () => {}): Duplex {
  const connection = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      onWritten(chunk);
      done();
    },
  });
  connection.push(bytes);
  connection.push(null);
  return connection;
}

function record(message: IncomingMessage, start: string, outcome: NodeOutcome): void {
  const entry: NodeMessage = { start, fields: message.rawHeaders, body: '', complete: false };
  outcome.messages.push(entry);
  message.on('data', (chunk: Buffer) => {
    entry.body += chunk.toString('latin1');
  });
  message.on('end', () => {
    entry.complete = message.complete;
  });
  message.on('error', () => {});
}

/** Lets a server of Node read the bytes of one connection. */
export async function readRequestsWithNode(bytes: Buffer): Promise<NodeOutcome> {
  const outcome: NodeOutcome = { messages: [], error: undefined };
  const server = createServer({ maxHeaderSize: 128 * 1024, insecureHTTPParser: false });
  const take = (message: IncomingMessage) => record(message, `${message.method} ${message.url}`, outcome);
  server.on('request', (message, answer) => {
    take(message);
    // Behind the body, so that the connection is not ended while it is read.
    message.on('end', () => answer.end());
  });
  server.on('checkContinue', (message, answer) => server.emit('request', message, answer));
  server.on('checkExpectation', (message, answer) => server.emit('request', message, answer));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    outcome.error ??= error.code ?? error.message;
    socket.destroy();
  });
  let written = '';
  const connection = connectionWith(bytes, (chunk) => {
    written += chunk.toString('latin1');
  });
  const closed = new Promise((resolve) => connection.once('close', resolve));
  server.emit('connection', connection);
  await closed;
  // A request without Host is answered by Node itself, and those behind it are read on.
  if (written.startsWith('HTTP/1.1 400')) outcome.messages = [];
  return outcome;
}

/** Lets a client of Node read the bytes as the answer to one request. */
export async function readResponseWithNode(bytes: Buffer, method: string): Promise<NodeOutcome> {
  const outcome: NodeOutcome = { messages: [], error: undefined };
  const connection = connectionWith(bytes);
  const closed = new Promise((resolve) => connection.once('close', resolve));
  const asked = request({
    method,
    path: '/',
    createConnection: () => connection,
    maxHeaderSize: 128 * 1024,
    insecureHTTPParser: false,
  });
  const start = (message: IncomingMessage) => `${message.statusCode} ${message.statusMessage}`;
  asked.on('response', (message) => record(message, start(message), outcome));
  asked.on('upgrade', (message, socket) => {
    outcome.messages.push({ start: start(message), fields: message.rawHeaders, body: '', complete: true });
    socket.destroy();
  });
  asked.on('error', (error: NodeJS.ErrnoException) => {
    outcome.error ??= error.code ?? error.message;
    connection.destroy();
  });
  asked.end();
  await closed;
  return outcome;
}
