import { describe, expect, it } from 'vitest';
import { formatAge } from './format-age.ts';
import { formatBytes, formatThroughput } from './format-bytes.ts';
import { formatCountdown } from './format-countdown.ts';
import { formatDuration } from './format-duration.ts';
import { formatRate } from './format-rate.ts';
import { formatRatio } from './format-ratio.ts';
import { formatUptime } from './format-uptime.ts';
import { shortAddress } from './short-address.ts';

describe('formatUptime', () => {
  it.each([
    [null, '–'],
    [1, '100 %'],
    [0.999_99, '99.99 %'],
    [0.995, '99.5 %'],
    [0.5, '50 %'],
    [0, '0 %'],
  ])('writes %d as %s', (value, text) => expect(formatUptime(value)).toBe(text));
});

describe('formatRate', () => {
  it.each([
    [0, '0'],
    [0.04, '<0.1'],
    [0.4, '0.4'],
    [9.94, '9.9'],
    [9.95, '10'],
    [999.4, '999'],
    [999.6, '1 k'],
    [1_234, '1.2 k'],
    [123_456, '123 k'],
    [1_500_000, '1.5 M'],
  ])('writes %d as %s', (value, text) => expect(formatRate(value)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [12.4, '12 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1_254, '1.25 s'],
    [12_340, '12.3 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
  ])('writes %d ms as %s', (value, text) => expect(formatDuration(value)).toBe(text));
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [12_345, '12.3 kB'],
    [999_700, '1 MB'],
    [1_500_000_000, '1.5 GB'],
  ])('writes %d as %s', (value, text) => expect(formatBytes(value)).toBe(text));

  it('adds the second to a throughput', () => expect(formatThroughput(1_500)).toBe('1.5 kB/s'));
});

describe('formatRatio', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '<0.1 %'],
    [0.032, '3.2 %'],
    [0.5, '50 %'],
    [0.9999, '>99 %'],
    [1, '100 %'],
  ])('writes %d as %s', (value, text) => expect(formatRatio(value)).toBe(text));
});

describe('formatCountdown', () => {
  it.each([
    [10_000, 'in 10 s'],
    [1, 'in 1 s'],
    [0, 'now'],
    [-5_000, 'now'],
    [60_000, 'in 1 min'],
    [65_000, 'in 1 min 5 s'],
  ])('says of %d ms "%s"', (ms, text) => expect(formatCountdown(1_000_000 + ms, 1_000_000)).toBe(text));
});

describe('formatAge', () => {
  it.each([
    [0, 'just now'],
    [12_000, '12 s ago'],
    [330_000, '5 min ago'],
    [11_000_000, '3 h ago'],
    [200_000_000, '2 d ago'],
    // A clock that was set back must not speak of the future.
    [-60_000, 'just now'],
  ])('says of %d ms "%s"', (ms, text) => expect(formatAge(1_000_000_000 - ms, 1_000_000_000)).toBe(text));
});

describe('shortAddress', () => {
  it.each([
    ['http://127.0.0.1:3000', '127.0.0.1:3000'],
    ['https://shop.example.com/', 'shop.example.com'],
    ['tcp://[::1]:6379', '[::1]:6379'],
  ])('shortens %s to %s', (url, text) => expect(shortAddress(url)).toBe(text));
});
