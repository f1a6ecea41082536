import fc from 'fast-check';
import { Interval } from '../interval.ts';

const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE', 'BREW'),
  status: fc.constantFrom(0, 101, 200, 301, 404, 502),
  ms: fc.double({ min: 0, max: 1e9, noNaN: true }),
});

/** Any interval: idle ones, and numbers as large as a year brings. */
export const intervalArbitrary = fc
  .record({
    requests: fc.array(request, { maxLength: 20 }),
    bytesIn: fc.nat({ max: 2 ** 43 }),
    bytesOut: fc.nat({ max: 100_000 }),
    connects: fc.nat({ max: 300 }),
    open: fc.nat({ max: 3 }),
  })
  .map(({ requests, ...numbers }) => {
    const interval = Object.assign(new Interval(), numbers);
    for (const { method, status, ms } of requests) {
      interval.requests.add(method, status);
      interval.durations.add(ms);
    }
    return interval;
  });
