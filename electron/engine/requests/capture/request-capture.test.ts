import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_CAPTURE } from '../../../../shared/contract/capture-settings.ts';
import { SILENT_LOG } from '../../testing/test-engine.ts';
import { anAnswerHead, aRequestHead } from '../testing/a-head.ts';
import type { CaptureBatch } from './capture-batch.ts';
import { CAPTURED_PER_SECOND } from './capture-rate.ts';
import { RequestCapture } from './request-capture.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 4, 3) }));
afterEach(() => void vi.useRealTimers());

function capturing(settings = DEFAULT_CAPTURE, write?: (batch: CaptureBatch) => Promise<void>) {
  const batches: CaptureBatch[] = [];
  const sink = {
    write: async (batch: CaptureBatch) => {
      batches.push(batch);
      await write?.(batch);
    },
  };
  const capture = new RequestCapture(settings, sink, SILENT_LOG);
  const rows = () => batches.flatMap((batch) => batch.rows);
  return { capture, batches, rows };
}

const text = ({ bytes }: CaptureBatch, { at, length }: { at: number; length: number }) =>
  Buffer.from(bytes, at, length).toString();

describe('RequestCapture', () => {
  it('brings a request with both bodies to the store within a moment, its secrets masked', async () => {
    const { capture, batches } = capturing();
    const head = aRequestHead(
      'POST /a?b=c',
      'Authorization: Bearer s3cret',
      'Content-Length: 4',
      'X-Forwarded-Proto: https',
      'X-Forwarded-For: 203.0.113.9, 10.0.0.1',
    );
    const recorder = capture.begin('t', head);
    recorder?.onRequestBody(Buffer.from('ping'));
    recorder?.onRequestEnd();
    recorder?.onAnswer(anAnswerHead(201, 'Set-Cookie: id=s3cret', 'Content-Type: text/plain', 'Content-Length: 4'));
    recorder?.onAnswerBody(Buffer.from('pong'));
    recorder?.onEnd();
    await vi.advanceTimersByTimeAsync(300);
    const [batch] = batches;
    const row = batch?.rows[0];
    if (!batch || !row) throw new Error('nothing was written');
    expect(row).toMatchObject({
      tunnelId: 't',
      method: 'POST',
      path: '/a?b=c',
      status: 201,
      reason: 'Fine',
      state: 'done',
    });
    expect(row).toMatchObject({
      host: 'shop.example.com',
      scheme: 'https',
      visitor: '203.0.113.9',
      contentType: 'text/plain',
    });
    expect([text(batch, row.requestBody), text(batch, row.answerBody)]).toEqual(['ping', 'pong']);
    expect(JSON.stringify(batch.rows)).not.toContain('s3cret');
    expect(JSON.parse(row.requestFields)[1]).toEqual(['Authorization', null]);
  });

  it('stops where it is off, and counts what it leaves out of a flood', async () => {
    const off = capturing({ ...DEFAULT_CAPTURE, enabled: false });
    expect(off.capture.begin('t', aRequestHead())).toBeUndefined();
    const { capture, rows } = capturing();
    for (let i = 0; i < CAPTURED_PER_SECOND + 7; i++) capture.begin('t', aRequestHead())?.onEnd();
    expect(capture.dropped).toBe(7);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(rows()).toHaveLength(CAPTURED_PER_SECOND);
    expect(capture.begin('t', aRequestHead())).toBeDefined();
  });

  it('waits for a store that is slow without piling up', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { capture, batches } = capturing(DEFAULT_CAPTURE, () => promise);
    for (let second = 0; second < 5; second++) {
      for (let i = 0; i < CAPTURED_PER_SECOND; i++) capture.begin('t', aRequestHead())?.onEnd();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(batches).toHaveLength(1);
    expect(capture.dropped).toBe(2 * CAPTURED_PER_SECOND);
    resolve();
  });

  it('shows a request that lasts, again when it changed, and its end', async () => {
    const { capture, rows } = capturing();
    const recorder = capture.begin('t', aRequestHead());
    recorder?.onAnswer(anAnswerHead(200, 'Transfer-Encoding: chunked'));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(rows().map(({ state }) => state)).toEqual(['open']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(rows()).toHaveLength(1);
    recorder?.onAnswerBody(Buffer.from('2\r\nhi\r\n'));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(rows().map(({ answerBody }) => answerBody.size)).toEqual([0, 2]);
    recorder?.onAbort();
    await vi.advanceTimersByTimeAsync(300);
    expect(rows().map(({ state, id }) => [state, id])).toEqual(
      ['open', 'open', 'aborted'].map((state) => [state, recorder?.start.id]),
    );
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(300);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes what is under way as broken off when the app ends', async () => {
    const { capture, rows } = capturing();
    capture.begin('t', aRequestHead());
    await capture.stop();
    expect(rows().map(({ state }) => state)).toEqual(['aborted']);
  });

  it('counts what the store could not take', async () => {
    const { capture } = capturing(DEFAULT_CAPTURE, () => Promise.reject(new Error('The disk is full.')));
    capture.begin('t', aRequestHead())?.onEnd();
    await vi.advanceTimersByTimeAsync(300);
    expect(capture.dropped).toBe(1);
  });

  it('gives ids that grow, also behind those of an earlier run whose clock was ahead', () => {
    const { capture } = capturing();
    const ahead = (Date.now() + 60_000) * 1000;
    capture.startBehind(ahead);
    const ids = [1, 2, 3].map(() => capture.begin('t', aRequestHead())?.start.id);
    expect(ids).toEqual([ahead + 1, ahead + 2, ahead + 3]);
  });
});
