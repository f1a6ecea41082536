import type { RequestDetail } from '../../../../shared/contract/captured-request.ts';
import { RequestError } from '../../request-error.ts';

/** The fields as they came. Throws RequestError where one was masked. */
export function unmaskedFields(detail: RequestDetail): [string, string][] {
  const { maskedFields } = detail;
  if (maskedFields.length > 0) {
    const names = maskedFields.join(', ');
    throw new RequestError(
      'NOT_NOW',
      `What ${names} said was not kept: fill it in under "Edit and replay", or leave it out there.`,
      'fields',
    );
  }
  return detail.requestFields.map(([name, value]) => [name, value ?? '']);
}
