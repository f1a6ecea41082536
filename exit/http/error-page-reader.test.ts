import { describe, expect, it } from 'vitest';
import { wantsJson } from './error-page-reader.ts';

describe('wantsJson', () => {
  it.each(['application/json', 'application/json, */*;q=0.5', 'text/plain, Application/JSON'])(
    'is true for %s',
    (accept) => {
      expect(wantsJson(accept)).toBe(true);
    },
  );

  it.each([
    undefined,
    '*/*',
    'text/html,application/xhtml+xml,*/*',
    'text/html, application/json',
    'application/jsonp',
  ])('is false for %s', (accept) => {
    expect(wantsJson(accept)).toBe(false);
  });
});
