import { createHash, randomUUID } from 'node:crypto';
import http from 'node:http';
import { Readable } from 'node:stream';
import { Pattern } from '../fixtures/pattern.ts';
import { type Flight, type FlightPlan, fly, type Landing } from './flight.ts';

const PIECES = 32;
const WHOLE = { verdict: 'whole', how: '' } as const;

/** A download: with its length said before, in chunks, or as server-sent events. */
export function download(path: '/download' | '/chunked' | '/events', plan: FlightPlan): Flight {
  return fly(path.slice(1), plan, async (underWay, signal) => {
    const seed = randomUUID();
    const response = await ask(plan, `${path}?${query(seed, plan)}`, { signal });
    if (response.statusCode !== 200) return refusal(response);
    const hash = createHash('sha256');
    for await (const chunk of response) {
      hash.update(chunk);
      underWay();
    }
    return hash.digest('hex') === Pattern.hash(seed, plan.bytes) ? WHOLE : WRONG;
  });
}

/** An upload, whose upstream answers with the checksum of what it got. */
export function upload(plan: FlightPlan): Flight {
  return fly('upload', plan, async (underWay, signal) => {
    const seed = randomUUID();
    const pieces = Pattern.pieces(seed, { ...plan, pieces: PIECES });
    const body = Readable.from(tellSecond(pieces, underWay));
    const response = await ask(plan, `/upload?${query(seed, plan)}`, { signal, method: 'POST' }, body);
    if (response.statusCode !== 200) return refusal(response);
    const text = Buffer.concat(await response.toArray()).toString();
    return text === Pattern.hash(seed, plan.bytes) ? WHOLE : WRONG;
  });
}

/** Resolves when a request of its own is answered rightly; rejects otherwise. */
export async function hello({ publicUrl }: Pick<FlightPlan, 'publicUrl'>, withinMs: number): Promise<void> {
  const response = await ask({ publicUrl }, '/hello', { signal: AbortSignal.timeout(withinMs) });
  const text = Buffer.concat(await response.toArray()).toString();
  if (response.statusCode !== 200 || text !== 'hello') throw new Error(`${response.statusCode} ${text.slice(0, 100)}`);
}

const WRONG = { verdict: 'wrong', how: 'it ended as if it were whole' } as const;

function query(seed: string, { bytes, ms }: FlightPlan): string {
  return new URLSearchParams({ seed, bytes: String(bytes), ms: String(ms) }).toString();
}

/** An error of the exit server says that it is one; anything else comes from nobody. */
function refusal(response: http.IncomingMessage): Omit<Landing, 'kind'> {
  response.resume();
  const error = response.headers['porthole-error'];
  const how = `${response.statusCode} ${error}`;
  return { verdict: error === undefined ? 'wrong' : 'ended', how };
}

async function* tellSecond(pieces: AsyncGenerator<Buffer>, tell: () => void): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const piece of pieces) {
    yield piece;
    count += 1;
    if (count === 2) tell();
  }
}

function ask(
  { publicUrl }: Pick<FlightPlan, 'publicUrl'>,
  path: string,
  options: http.RequestOptions,
  body?: Readable,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port: publicUrl.port,
        path,
        headers: { host: publicUrl.host },
        agent: false,
        ...options,
      },
      resolve,
    );
    request.on('error', (error) => {
      body?.destroy();
      reject(error);
    });
    if (body) body.pipe(request);
    else request.end();
  });
}
