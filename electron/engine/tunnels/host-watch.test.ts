import { describe, expect, it } from 'vitest';
import { parseRequestHead } from '../../../shared/http1/request-head.ts';
import { parseResponseHead } from '../../../shared/http1/response-head.ts';
import { HostWatch } from './host-watch.ts';

const VITE = 'Blocked request. This host ("blog.exit.test") is not allowed.';
const DJANGO_BARE = '<title>Bad Request (400)</title> <h1>Bad Request (400)</h1><p></p>';

function watchHost() {
  let changes = 0;
  const watch = new HostWatch(() => {
    changes += 1;
  });
  /** An answer passes, in pieces; returns whether its body was looked at. */
  const answer = (status: number, body: string, { method = 'GET', field = '', pieceSize = 7 } = {}) => {
    const request = Buffer.from(`${method} / HTTP/1.1\r\nHost: blog.exit.test\r\n\r\n`);
    const head = Buffer.from(`HTTP/1.1 ${status} X\r\n${field}Content-Length: ${body.length}\r\n\r\n`);
    const look = watch.look(
      parseRequestHead(request, 0, request.length),
      parseResponseHead(head, 0, head.length, method),
    );
    const bytes = Buffer.from(body);
    for (let at = 0; look && at < bytes.length; at += pieceSize) {
      const piece = Buffer.from(bytes.subarray(at, at + pieceSize));
      look.push(piece);
      // As the socket's buffer is used again.
      piece.fill(0);
    }
    look?.end();
    return look !== undefined;
  };
  return { watch, answer, changes: () => changes };
}

describe('HostWatch', () => {
  it('finds a refusal in an answer that comes in pieces, and tells once', () => {
    const { watch, answer, changes } = watchHost();
    answer(403, VITE);
    answer(403, VITE);
    expect(watch.refusal).toMatchObject({ by: 'Vite' });
    expect(changes()).toBe(1);
  });

  it('forgets it when the service answers to the host', () => {
    const { watch, answer, changes } = watchHost();
    answer(403, VITE);
    answer(200, 'My shop');
    expect(watch.refusal).toBeUndefined();
    answer(403, VITE);
    answer(403, 'Not for you.');
    expect(watch.refusal).toBeUndefined();
    expect(changes()).toBe(4);
  });

  it.each([
    ['a preflight', 204, { method: 'OPTIONS' }],
    ['an error', 500, {}],
    ['a compressed answer', 403, { field: 'Content-Encoding: gzip\r\n' }],
    ['the head of an answer', 403, { method: 'HEAD' }],
  ])('learns nothing from %s', (_, status, options) => {
    const { watch, answer } = watchHost();
    answer(403, VITE);
    answer(status, '', options);
    expect(watch.refusal).toMatchObject({ by: 'Vite' });
  });

  it('takes a bare 400 for a refusal only as long as the service has answered nothing else', () => {
    const { watch, answer } = watchHost();
    answer(400, DJANGO_BARE);
    expect(watch.refusal).toMatchObject({ by: 'Django', certain: false });
    answer(200, 'My shop');
    answer(400, DJANGO_BARE);
    expect(watch.refusal).toBeUndefined();
    watch.reset();
    answer(400, DJANGO_BARE);
    expect(watch.refusal).toMatchObject({ by: 'Django' });
  });

  it('does not look at the bodies of answers that are well', () => {
    const { answer } = watchHost();
    expect(answer(200, 'x'.repeat(100))).toBe(false);
    expect(answer(404, VITE)).toBe(false);
    expect(answer(200, 'Invalid Host header')).toBe(true);
  });

  it('keeps only the beginning', () => {
    const { watch, answer } = watchHost();
    answer(403, ' '.repeat(20_000) + VITE, { pieceSize: 5000 });
    expect(watch.refusal).toBeUndefined();
    answer(403, ' '.repeat(16_000) + VITE, { pieceSize: 5000 });
    expect(watch.refusal).toMatchObject({ by: 'Vite' });
  });
});
