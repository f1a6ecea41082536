import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { ENGINE_AWAY, failureOf } from './answer.ts';

describe('failureOf', () => {
  it('passes on the words and the field of an expected failure', () => {
    const error = new ORPCError('INVALID', { message: 'Ports go from 1 to 65535.', data: { field: 'target' } });
    expect(failureOf(error)).toEqual({ ok: false, message: 'Ports go from 1 to 65535.', field: 'target' });
  });

  it('takes the first problem that the schema found, with its field', () => {
    const issues = [{ message: 'Use 1 to 63 letters.', path: ['edit', 'name'] }];
    const error = new ORPCError('BAD_REQUEST', { message: 'Input validation failed', data: { issues } });
    const place = { field: 'name', path: 'edit.name' };
    expect(failureOf(error)).toEqual({ ok: false, message: 'Use 1 to 63 letters.', ...place });
  });

  it('says that the engine failed without details that are not for people', () =>
    expect(failureOf(new ORPCError('INTERNAL_SERVER_ERROR')).message).toContain('Something went wrong'));

  it('says that the engine is away where the connection broke', () =>
    expect(failureOf(new Error('Queue was closed'))).toEqual({ ok: false, message: ENGINE_AWAY }));
});
