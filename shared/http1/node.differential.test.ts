import { METHODS } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestReader, ResponseReader } from './message-reader.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';
import { EventRecorder, latin1 } from './testing/event-recorder.ts';
import { arbitraryAnswer, arbitraryMutation, arbitraryRequest } from './testing/message-arbitraries.ts';
import { type NodeOutcome, readRequestsWithNode, readResponseWithNode } from './testing/node-parser.ts';
import { STRICTER_ANSWERS, STRICTER_REQUESTS } from './testing/stricter-cases.ts';

/** What our reader says of the first message, and how many bytes it took for it. */
interface OurOutcome<Head> {
  recorder: EventRecorder<Head>;
  accepted: boolean;
  consumed: number;
}

function readOurRequest(bytes: Buffer): OurOutcome<RequestHead> {
  const recorder = new EventRecorder<RequestHead>();
  const reader = new RequestReader(recorder);
  recorder.afterHead = () => {
    reader.decodeChunks = true;
  };
  reader.push(bytes);
  const consumed = bytes.length - reader.buffered;
  reader.end();
  return { recorder, accepted: recorder.messages[0]?.ended === true, consumed };
}

function readOurAnswer(bytes: Buffer, method: string): OurOutcome<ResponseHead> {
  const recorder = new EventRecorder<ResponseHead>();
  const reader = new ResponseReader(recorder);
  let consumed = bytes.length;
  recorder.afterHead = () => {
    reader.decodeChunks = true;
  };
  recorder.afterEnd = () => {
    consumed = bytes.length - reader.buffered;
  };
  reader.expect(method);
  reader.push(bytes);
  reader.end();
  return { recorder, accepted: recorder.messages[0]?.ended === true, consumed };
}

const SENTINEL = 'GET /sentinel HTTP/1.1\r\nHost: sentinel\r\n\r\n';

/** A whole first message without an error before its end. */
function nodeAccepts(outcome: NodeOutcome): boolean {
  return outcome.messages[0]?.complete === true;
}

const strictRequestRules = new Set(STRICTER_REQUESTS.map(([, rule]) => rule));
const strictAnswerRules = new Set(STRICTER_ANSWERS.map(([, rule]) => rule));

async function compareRequest(text: string): Promise<void> {
  const bytes = latin1(text);
  const ours = readOurRequest(bytes);
  const message = ours.recorder.messages[0];
  if (!ours.accepted || !message) {
    if (nodeAccepts(await readRequestsWithNode(bytes))) expect(strictRequestRules).toContain(ours.recorder.error?.rule);
    return;
  }
  // Exactly the bytes that we took must be the whole message for Node as well: what follows them is read as a new one.
  const { head } = message;
  const goesOn = head.keepAlive && head.upgrade === undefined;
  const followed = goesOn ? latin1(SENTINEL) : Buffer.alloc(0);
  const theirs = await readRequestsWithNode(Buffer.concat([bytes.subarray(0, ours.consumed), followed]));
  // The one case in which Node is stricter: it knows a list of methods, and we pass any (RFC 9110 §9.1 leaves them open).
  if (!METHODS.includes(head.method)) {
    expect(theirs.error).toBe('HPE_INVALID_METHOD');
    return;
  }
  expect(theirs.error).toBeUndefined();
  expect(theirs.messages[0]).toEqual({
    start: `${head.method} ${head.target}`,
    fields: head.fields,
    body: message.body,
    complete: true,
  });
  expect(theirs.messages.slice(1).map(({ start }) => start)).toEqual(goesOn ? ['GET /sentinel'] : []);
}

async function compareAnswer(text: string, method: string): Promise<void> {
  const bytes = latin1(text);
  const ours = readOurAnswer(bytes, method);
  const message = ours.recorder.messages[0];
  // Switched protocols: nothing is left to compare, and Node calls what follows complete.
  if (message?.head.status === 101) return;
  if (!ours.accepted || !message) {
    if (nodeAccepts(await readResponseWithNode(bytes, method)))
      expect(strictAnswerRules).toContain(ours.recorder.error?.rule);
    return;
  }
  const { head } = message;
  const theirs = await readResponseWithNode(bytes.subarray(0, ours.consumed), method);
  expect(theirs.error).toBeUndefined();
  expect(theirs.messages).toEqual([
    { start: `${head.status} ${head.reason}`, fields: head.fields, body: message.body, complete: true },
  ]);
  if (head.body.kind === 'until-close') return;
  // One byte less is no whole answer for Node either.
  expect(nodeAccepts(await readResponseWithNode(bytes.subarray(0, ours.consumed - 1), method))).toBe(false);
}

describe('against the parser of Node', () => {
  test.each(STRICTER_REQUESTS)('ours is stricter in requests: %s', async (_name, rule, text) => {
    const ours = readOurRequest(latin1(text));
    expect(ours.accepted).toBe(false);
    expect(ours.recorder.error?.rule).toBe(rule);
    expect(nodeAccepts(await readRequestsWithNode(latin1(text)))).toBe(true);
  });

  test.each(STRICTER_ANSWERS)('ours is stricter in answers: %s', async (_name, rule, text) => {
    const ours = readOurAnswer(latin1(text), 'GET');
    expect(ours.accepted).toBe(false);
    expect(ours.recorder.error?.rule).toBe(rule);
    expect(nodeAccepts(await readResponseWithNode(latin1(text), 'GET'))).toBe(true);
  });

  test('a request that ours accepts Node reads the same', { timeout: 60_000 }, async () => {
    const requests = fc.oneof(arbitraryRequest, { arbitrary: arbitraryMutation(arbitraryRequest), weight: 4 });
    await fc.assert(fc.asyncProperty(requests, compareRequest), { numRuns: 1500 });
  });

  test('an answer that ours accepts Node reads the same', { timeout: 60_000 }, async () => {
    const answers = fc.oneof(arbitraryAnswer, { arbitrary: arbitraryMutation(arbitraryAnswer), weight: 4 });
    await fc.assert(fc.asyncProperty(answers, fc.constantFrom('GET', 'HEAD'), compareAnswer), { numRuns: 1500 });
  });
});
