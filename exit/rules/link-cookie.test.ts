import { describe, expect, it } from 'vitest';
import { linkCookie } from './link-cookie.ts';

describe('the cookie of a link', () => {
  it('is found among others, under either name', () => {
    expect(linkCookie.values(['a=1; porthole-link=x; b=2', '__Host-porthole-link=y'])).toEqual(['x', 'y']);
    expect(linkCookie.values(['my-porthole-link=x; porthole-link', ''])).toEqual([]);
    expect(linkCookie.values([Array(100).fill('porthole-link=x').join(';')])).toHaveLength(4);
  });

  it('is taken away, and nothing else', () => {
    expect(linkCookie.without(['a=1;b=2', 'porthole-link=x', 'c=3; __Host-porthole-link=y; d=4'])).toEqual([
      'a=1;b=2',
      'c=3; d=4',
    ]);
  });

  it('is for this host alone, and over HTTPS for nothing else', () => {
    expect(linkCookie.set('x', false)).not.toContain('Secure');
    expect(linkCookie.set('x', true)).toMatch(/^__Host-porthole-link=x; Path=\/; .*; Secure$/);
    expect(linkCookie.set('x', true)).not.toContain('Domain');
  });
});
