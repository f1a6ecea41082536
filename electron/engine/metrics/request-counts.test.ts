import { describe, expect, it } from 'vitest';
import { RequestCounts } from './request-counts.ts';

describe('RequestCounts', () => {
  it('counts by method and status class, and merges', () => {
    const counts = new RequestCounts();
    expect(counts.isEmpty).toBe(true);
    counts.add('POST', 500);
    const other = new RequestCounts();
    for (const status of [200, 204, 404]) other.add('GET', status);
    other.add('PROPFIND', 207);
    other.add('get', 200);
    counts.merge(other);
    expect(counts.isEmpty).toBe(false);
    expect(counts.byClass()).toMatchObject({ success: 4, clientError: 1, serverError: 1 });
    expect(counts.byMethod()).toMatchObject([
      { method: 'GET', requests: { success: 2, clientError: 1 } },
      { method: 'other', requests: { success: 2 } },
      { method: 'POST', requests: { serverError: 1 } },
    ]);
  });

  it('takes no key that is none', () => {
    expect(() => new RequestCounts().addKey(48, 1)).toThrow('48');
  });
});
