import { expect, it } from 'vitest';
import { TestLog } from '../testing/test-exit.ts';
import { showBanner } from './show-banner.ts';

const EXPOSURE = { facts: ['clients reach it'], warnings: ['in the clear'] };

function banner(isTTY: boolean, logFormat: 'auto' | 'json' | 'text', logLevel: 'info' | 'silent' = 'info') {
  const log = new TestLog();
  const written: string[] = [];
  const stderr = { isTTY, write: (part: string) => written.push(part) > 0 };
  showBanner(EXPOSURE, { logFormat, logLevel }, { log, stderr });
  return { text: written.join(''), lines: log.lines.map(({ level, message }) => `${level}: ${message}`) };
}

it('is text on a terminal, with its warnings in the log', () => {
  expect(banner(true, 'text')).toEqual({ text: '  clients reach it\n', lines: ['warn: in the clear'] });
});

it('is lines of the log elsewhere, and where these are JSON', () => {
  const lines = ['info: clients reach it', 'warn: in the clear'];
  expect(banner(false, 'text')).toEqual({ text: '', lines });
  expect(banner(true, 'json')).toEqual({ text: '', lines });
});

it('is silent where the log is', () => {
  expect(banner(true, 'text', 'silent').text).toBe('');
});
