import { expect, it } from 'vitest';
import { explainUpdateFault } from './explain-update-fault.ts';

const coded = (code: string, message = 'It failed.') => Object.assign(new Error(message), { code });

it.each([
  [coded('ERR_CHECKSUM_MISMATCH', 'sha512 checksum mismatch, expected a, got b'), 'not-genuine'],
  [coded('ERR_UPDATER_INVALID_SIGNATURE'), 'not-genuine'],
  [new Error('Could not get code signature for running application'), 'not-signed'],
  [new Error('Code signature at URL file:///… did not pass validation'), 'not-genuine'],
  [coded('ERR_UPDATER_CHANNEL_FILE_NOT_FOUND', 'Cannot find channel "latest-linux.yml" update info'), 'no-release'],
  [coded('ERR_UPDATER_LATEST_VERSION_NOT_FOUND'), 'no-release'],
  [new Error('Cannot download "https://example.com/a.AppImage", status 404: Not Found'), 'no-release'],
  [coded('ERR_UPDATER_INVALID_UPDATE_INFO'), 'bad-feed'],
  [coded('ERR_UPDATER_NO_CHECKSUM'), 'bad-feed'],
  [new Error('net::ERR_BLOCKED_BY_CLIENT'), 'bad-feed'],
  [coded('HTTP_ERROR_503'), 'unreachable'],
  [new Error('net::ERR_NAME_NOT_RESOLVED'), 'unreachable'],
  [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'unreachable'],
  [new Error('Request timed out'), 'unreachable'],
  [coded('ENOSPC', 'ENOSPC: no space left on device, write'), 'no-room'],
  [coded('EROFS', 'EROFS: read-only file system'), 'not-writable'],
  [new Error('something else'), 'unknown'],
] as const)('knows what went wrong: %s', (error, reason) => {
  const { message, nextStep, ...rest } = explainUpdateFault(error);
  expect(rest).toEqual({ reason });
  for (const line of [message, nextStep]) expect(line).toMatch(/^[^\n]+\.$/);
});

it('cuts what is long', () => {
  const { message } = explainUpdateFault(new Error(`${'x'.repeat(5_000)}\nat somewhere`));
  expect(message.length).toBeLessThan(200);
});
