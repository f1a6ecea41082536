import { describe, expect, it } from 'vitest';
import { harLog } from '../../../../shared/requests/har-log.ts';
import { aDetail } from '../testing/a-detail.ts';
import { harValidator } from '../testing/har-validator.ts';
import { harEntry } from './har-entry.ts';

const DETAILS = {
  'a POST with JSON': aDetail({ body: '{"a":1}' }),
  'a binary body': aDetail({ body: Buffer.from([0, 255, 1]) }),
  'a request without an answer': aDetail({ status: 0, state: 'aborted', answerFields: [], firstByteMs: undefined }),
  'one that lasts': aDetail({ state: 'open', durationMs: undefined }),
  'a replay that failed': aDetail({ status: 502, failure: 'upstream-refused', replayOf: 1, path: '/?q=%' }),
  'a cut body': aDetail({ answerBody: { size: 99, base64: 'AAAA', cut: true } }),
};

describe('harEntry', () => {
  it.each(Object.entries(DETAILS))('is valid HAR 1.2: %s', (_, detail) => {
    const validate = harValidator();
    expect(validate(harLog([harEntry(detail)], '1.0.0'))).toEqual([]);
    // The check can fail.
    expect(validate(harLog([{ ...harEntry(detail), time: 'long' }], '1.0.0'))).not.toEqual([]);
  });

  it('has what was captured, with masked values masked', () => {
    const entry = harEntry(
      aDetail({
        body: '{"a":1}',
        requestFields: [
          ['Content-Type', 'application/json'],
          ['Cookie', null],
        ],
        answerBody: { size: 30, base64: 'H4sI', cut: false, decoded: { base64: btoa('hello'), cut: false } },
      }),
    );
    expect(entry).toMatchObject({
      startedDateTime: '2026-05-03T14:02:00.000Z',
      time: 5,
      timings: { send: 0, wait: 4, receive: 1 },
      request: {
        url: 'https://shop.exit.example.com/hook?a=1',
        queryString: [{ name: 'a', value: '1' }],
        headers: [{}, { name: 'Cookie', value: '(masked by Porthole)' }],
        postData: { mimeType: 'application/json', text: '{"a":1}' },
        bodySize: 7,
      },
      response: { status: 200, content: { size: 5, text: 'hello' }, bodySize: 30 },
    });
  });
});
