import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestReader } from './message-reader.ts';
import type { RequestHead } from './request-head.ts';
import { EventRecorder, latin1, readRequests, readResponses } from './testing/event-recorder.ts';
import { arbitraryAnswer, arbitraryMutation, arbitraryRequest } from './testing/message-arbitraries.ts';

/** Cuts bytes at the given places (taken modulo the length). */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const offsets = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...offsets].map((start, i) => bytes.subarray(start, offsets[i] ?? bytes.length));
}

/** What must not depend on how the bytes were cut. Before an error, less of a body may have been passed on. */
function outcome<Head>(recorder: EventRecorder<Head>): unknown {
  const { error, messages } = recorder;
  return {
    error: error?.rule,
    messages: messages.map((message) => ({ ...message, body: message.ended || !error ? message.body : 'broken' })),
  };
}

const places = fc.array(fc.nat(), { maxLength: 12 });

test('any cutting of a pipeline of requests gives the same events', () => {
  const pipeline = fc.array(fc.oneof(arbitraryRequest, arbitraryMutation(arbitraryRequest)), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(pipeline, places, fc.boolean(), (texts, cuts, end) => {
      const bytes = latin1(texts.join(''));
      const whole = outcome(readRequests([bytes], end));
      expect(outcome(readRequests(cut(bytes, cuts), end))).toEqual(whole);
      const bytewise = Array.from(bytes, (byte) => Buffer.from([byte]));
      expect(outcome(readRequests(bytewise, end))).toEqual(whole);
    }),
    { numRuns: 400 },
  );
});

test('any cutting of answers gives the same events', () => {
  const stream = fc.array(fc.oneof(arbitraryAnswer, arbitraryMutation(arbitraryAnswer)), {
    minLength: 1,
    maxLength: 3,
  });
  const methods = fc.array(fc.constantFrom('GET', 'HEAD', 'POST'), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(stream, methods, places, fc.boolean(), (texts, asked, cuts, end) => {
      const bytes = latin1(texts.join(''));
      const whole = outcome(readResponses([bytes], asked, end));
      expect(outcome(readResponses(cut(bytes, cuts), asked, end))).toEqual(whole);
      const bytewise = Array.from(bytes, (byte) => Buffer.from([byte]));
      expect(outcome(readResponses(bytewise, asked, end))).toEqual(whole);
    }),
    { numRuns: 400 },
  );
});

test('bytes that are held are neither lost nor read twice, wherever next() is called', () => {
  fc.assert(
    fc.property(fc.array(arbitraryRequest, { minLength: 1, maxLength: 4 }), places, (texts, cuts) => {
      const bytes = latin1(texts.join(''));
      const whole = readRequests([bytes]);
      const recorder = new EventRecorder<RequestHead>();
      const reader = new RequestReader(recorder);
      for (const piece of cut(bytes, cuts)) {
        reader.push(piece);
        // Only between pushes, so that what is pushed must often wait.
        reader.next();
      }
      for (let i = 0; i < texts.length; i++) reader.next();
      expect(outcome(recorder)).toEqual(outcome(whole));
    }),
  );
});
