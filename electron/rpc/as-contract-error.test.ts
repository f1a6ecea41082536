import { ORPCError } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../engine/request-error.ts';
import { asContractError } from './as-contract-error.ts';

const failedWrite = (code: string) => Object.assign(new Error(`${code}: write`), { code });

describe('asContractError', () => {
  it('tells what is wrong with a request, and with which of its fields', () => {
    const error = asContractError(new RequestError('CONFLICT', 'The name is in use.', 'name'));
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({ code: 'CONFLICT', message: 'The name is in use.', data: { field: 'name' } });
  });

  it.each([
    ['ENOSPC', 'The disk is full'],
    ['EDQUOT', 'Your part of the disk is full'],
    ['EROFS', 'The disk cannot be written to'],
  ])('tells of a change that the disk did not take (%s)', (code, message) => {
    const error = asContractError(failedWrite(code));
    expect(error).toMatchObject({ code: 'NOT_NOW', defined: true, message: expect.stringContaining(message) });
  });

  it('gives no details of anything else', () => {
    const error = failedWrite('EIO');
    expect(asContractError(error)).toBe(error);
    expect(asContractError(undefined)).toBeUndefined();
  });
});
