import { describe, expect, it } from 'vitest';
import { writeRequestHead } from '../../../../shared/http1/head-writer.ts';
import { RequestError } from '../../request-error.ts';
import { aDetail } from '../testing/a-detail.ts';
import { replayRequest } from './replay-head.ts';

function written(...args: Parameters<typeof replayRequest>): string {
  const { head, body } = replayRequest(...args);
  return writeRequestHead(head, {}).toString('latin1') + body.toString();
}

describe('replayRequest', () => {
  it('sends what came, with framing of its own', () => {
    const fields: [string, string][] = [
      ['host', 'shop.example.com'],
      ['Transfer-Encoding', 'chunked'],
      ['X-Odd', 'caf\u00c3\u00a9'],
      ['Connection', 'keep-alive'],
      ['x-odd', 'again'],
    ];
    expect(written(aDetail({ body: 'ping', requestFields: fields }), {})).toBe(
      'POST /hook?a=1 HTTP/1.1\r\nhost: shop.example.com\r\nX-Odd: caf\u00c3\u00a9\r\nx-odd: again\r\nContent-Length: 4\r\n\r\nping',
    );
  });

  it('says the length of an empty body only where the method asks for one', () => {
    expect(written(aDetail(), {})).toContain('Content-Length: 0');
    expect(written(aDetail({ method: 'GET' }), {})).not.toContain('Content-Length');
  });

  it('sends what was edited', () => {
    const edit = { method: 'PUT', path: '/other', fields: [['A', 'b']], body: btoa('pong') } satisfies Parameters<
      typeof replayRequest
    >[1];
    expect(written(aDetail(), edit)).toBe(
      'PUT /other HTTP/1.1\r\nHost: shop.exit.example.com\r\nA: b\r\nContent-Length: 4\r\n\r\npong',
    );
  });

  it.each([
    ['a path with a line break', { path: '/a HTTP/1.1\r\nX: y' }, 'path'],
    ['a path with a space', { path: '/a b' }, 'path'],
    ['a path that is none', { path: 'a' }, 'path'],
    ['a method that is none', { method: 'G T' }, 'method'],
    ['a value with a line break', { fields: [['A', 'b\r\nC: d']] as [string, string][] }, 'fields'],
    ['a name with a colon', { fields: [['A: b', 'c']] as [string, string][] }, 'fields'],
    ['a name with a space', { fields: [['A b', 'c']] as [string, string][] }, 'fields'],
    [
      'two hosts',
      {
        fields: [
          ['Host', 'a'],
          ['host', 'b'],
        ] as [string, string][],
      },
      'fields',
    ],
  ])('refuses %s beside its field', (_, edit, field) => {
    const error = caught(() => replayRequest(aDetail(), edit));
    expect([error.code, error.field]).toEqual(['INVALID', field]);
  });

  it('does not send a masked value, nor leave it out by itself', () => {
    const detail = aDetail({ requestFields: [['Authorization', null]], maskedFields: ['Authorization'] });
    expect(caught(() => replayRequest(detail, {})).message).toContain('What Authorization said was not kept');
    expect(written(detail, { fields: [['Authorization', 'Bearer x']] })).toContain('Authorization: Bearer x\r\n');
  });

  it('does not send a body that was cut, unless another one takes its place', () => {
    const detail = aDetail({ body: 'ab', requestBody: { size: 9, base64: btoa('ab'), cut: true }, noReplay: 'cut' });
    expect(caught(() => replayRequest(detail, {})).code).toBe('NOT_NOW');
    expect(written(detail, { body: btoa('whole') })).toContain('whole');
  });
});

function caught(act: () => unknown): RequestError {
  try {
    act();
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
