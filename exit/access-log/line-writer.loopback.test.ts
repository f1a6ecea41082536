import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../testing/until.ts';
import { LineWriter } from './line-writer.ts';

let folder: string;
const open: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-lines-'));
});

afterEach(() => {
  for (const fd of open.splice(0)) closeSync(fd);
  rmSync(folder, { recursive: true });
});

function openFile(name: string, flags: string | number): number {
  const fd = openSync(join(folder, name), flags);
  open.push(fd);
  return fd;
}

const lines = (count: number, length = 100) =>
  Array.from({ length: count }, (_, index) => `${index} ${'x'.repeat(length)}\n`);

describe('LineWriter', () => {
  it('writes all lines in order', async () => {
    const writer = new LineWriter(openFile('log', 'a'));
    const all = lines(1_000);
    for (const line of all) writer.write(line);
    await writer.flushed();
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(all.join(''));
    writer.write('one more\n');
    await writer.flushed();
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(`${all.join('')}one more\n`);
    expect(writer.dropped).toBe(0);
  });

  it('writes what waits at once where the process ends', () => {
    const writer = new LineWriter(openFile('log', 'a'));
    for (const line of lines(100)) writer.write(line);
    writer.flushSync();
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(lines(100).join(''));
  });

  it('holds a bounded part for a reader that does not read, drops and counts the rest, and cuts no line', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const reader = openFile('pipe', constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = new LineWriter(openFile('pipe', constants.O_WRONLY | constants.O_NONBLOCK));
    const all = lines(2_000, 1_000);
    for (const line of all) writer.write(line);
    expect(writer.dropped).toBeGreaterThan(800);
    expect(writer.dropped).toBeLessThan(1_100);
    const kept = all.slice(0, all.length - writer.dropped).join('');
    let done = false;
    const flushed = writer.flushed().then(() => {
      done = true;
    });
    let text = '';
    const chunk = Buffer.alloc(65_536);
    await until(() => {
      text += readChunk(reader, chunk);
      return done && text.length === kept.length;
    }, 'all that was kept');
    await flushed;
    expect(text).toBe(kept);
  });

  // A file system of its own that can be filled takes root.
  it.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'writes on when a full disk has room again, in whole lines',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
      try {
        writeFileSync(join(folder, 'ballast'), Buffer.alloc(16 * 1024));
        const writer = new LineWriter(openFile('log', 'a'));
        const all = lines(1_000);
        for (const line of all) writer.write(line);
        await writer.flushed();
        const dropped = writer.dropped;
        expect(dropped).toBeGreaterThan(0);
        rmSync(join(folder, 'ballast'));
        writer.write('room again\n');
        await writer.flushed();
        const whole = all.slice(0, all.length - dropped);
        const text = readFileSync(join(folder, 'log'), 'utf8');
        expect(text.startsWith(whole.join(''))).toBe(true);
        expect(text.endsWith('\nroom again\n')).toBe(true);
        expect(text.split('\n').length - 2 - whole.length).toBeLessThanOrEqual(1);
        expect(writer.dropped).toBe(dropped);
      } finally {
        for (const fd of open.splice(0)) closeSync(fd);
        execFileSync('umount', [folder]);
      }
    },
  );

  it('gives up where nobody can read', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const reader = openSync(join(folder, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = new LineWriter(openFile('pipe', constants.O_WRONLY | constants.O_NONBLOCK));
    closeSync(reader);
    for (const line of lines(100)) writer.write(line);
    await writer.flushed();
    writer.write('too late\n');
    expect(writer.dropped).toBeGreaterThan(50);
  });
});

/** What waits in a pipe; nothing where it is empty. */
function readChunk(fd: number, chunk: Buffer): string {
  try {
    return chunk.toString('utf8', 0, readSync(fd, chunk));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
    throw error;
  }
}
