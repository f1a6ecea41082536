import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { BadRequest } from './bad-request.ts';

/** Reads a request's body of at most `max` bytes as JSON of a schema; no body is `{}`. Rejects with BadRequest, or where the body breaks off. */
export async function readJson<Value>(request: IncomingMessage, max: number, schema: z.ZodType<Value>): Promise<Value> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not destroyed at an early end: the answer goes out over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > max) throw new BadRequest(413, `A body has at most ${max} bytes.`);
    chunks.push(chunk);
  }
  const result = schema.safeParse(bytes === 0 ? {} : parse(Buffer.concat(chunks, bytes).toString('utf8')));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BadRequest(400, `${issue?.path.join('.') || 'The body'}: ${issue?.message}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest(400, 'The body is no JSON.');
  }
}
