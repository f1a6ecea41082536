import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputLines } from './output-lines.ts';

function linesOf(...chunks: (string | Buffer)[]): string[] {
  const told: string[] = [];
  const lines = new OutputLines((line) => told.push(line));
  for (const chunk of chunks) lines.push(Buffer.from(chunk));
  lines.end();
  return told;
}

describe('OutputLines', () => {
  it('cuts lines, however they come, and leaves out empty ones', () => {
    expect(linesOf('one\ntw', 'o\r\n\n  \nlast')).toEqual(['one', 'two', 'last']);
  });

  it('reads characters that are cut in two', () => {
    const bytes = Buffer.from('grün ✓\n');
    expect(linesOf(bytes.subarray(0, 3), bytes.subarray(3, 8), bytes.subarray(8))).toEqual(['grün ✓']);
  });

  it.each([
    [
      'colours',
      '\u001b[32m➜\u001b[39m  Local:   \u001b[36mhttp://localhost:5173/\u001b[39m',
      '➜  Local:   http://localhost:5173/',
    ],
    ['links and titles', '\u001b]8;;https://a.test\u0007text\u001b]8;;\u0007\u001b]0;title\u001b\\', 'text'],
    ['other escapes and control characters', '\u001bcre\u0008se\u007ft\u009b', 'creset'],
    ['what a progress bar showed before', '10 %\r50 %\r100 %\r', '100 %'],
  ])('takes away %s', (_what, text, plain) => {
    expect(linesOf(text)).toEqual([plain]);
  });

  it('holds no line for ever', () => {
    expect(linesOf('x'.repeat(4_095), 'x', 'y')).toEqual(['x'.repeat(4_096), 'y']);
  });

  it('tells lines without control characters, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        for (const line of linesOf(...chunks.map((chunk) => Buffer.from(chunk)))) {
          expect(line).toMatch(/^[\t\P{Cc}]+$/u);
        }
      }),
    );
  });
});
