import type { UpdateFault } from '../../../shared/contract/updates.ts';

/** What is said of a fault. */
export interface ExplainedFault {
  readonly reason: UpdateFault;
  readonly message: string;
  readonly nextStep: string;
}

/** Whoever wrote the message: more of it does not fit one line. */
const MAX_MESSAGE = 160;

const FAULTS: readonly (ExplainedFault & { readonly of: RegExp })[] = [
  {
    // Squirrel's words, of the app that runs.
    of: /code signature for running application/i,
    reason: 'not-signed',
    message: 'This build is not signed, and macOS lets only signed ones replace themselves.',
    nextStep: 'Install the new version from the release page.',
  },
  {
    of: /ERR_CHECKSUM_MISMATCH|ERR_UPDATER_INVALID_SIGNATURE|code signature/i,
    reason: 'not-genuine',
    message: 'What came is not what was published, and was deleted.',
    nextStep: 'Try again; if it comes again, tell the maintainers and do not install it by hand.',
  },
  {
    of: /ERR_UPDATER_CHANNEL_FILE_NOT_FOUND|ERR_UPDATER_LATEST_VERSION_NOT_FOUND|ERR_UPDATER_NO_PUBLISHED_VERSIONS|HTTP_ERROR_404|status 404/,
    reason: 'no-release',
    message: 'There is no release for this system where updates come from.',
    nextStep: 'Try again later.',
  },
  {
    of: /net::ERR_BLOCKED_BY_CLIENT/,
    reason: 'bad-feed',
    message: 'Updates are taken over HTTPS only, and this build names a place without it.',
    nextStep: 'Ask whoever built it for one that does.',
  },
  {
    of: /ERR_UPDATER_INVALID_|ERR_UPDATER_NO_|ERR_UPDATER_ZIP_FILE_NOT_FOUND|YAMLException/,
    reason: 'bad-feed',
    message: 'What is published cannot be read.',
    nextStep: 'Try again later, or tell the maintainers.',
  },
  {
    of: /net::ERR_(?:CERT|SSL)_/,
    reason: 'unreachable',
    message: 'The certificate of the place of updates is not trusted here.',
    nextStep: 'Try again in another network.',
  },
  {
    of: /HTTP_ERROR_\d+|status [45]\d\d/,
    reason: 'unreachable',
    message: 'The place of updates does not answer as it should.',
    nextStep: 'Try again later.',
  },
  {
    of: /net::ERR_|ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|timed out|aborted by the server/i,
    reason: 'unreachable',
    message: 'The place of updates cannot be reached.',
    nextStep: 'Check this computer’s connection and try again.',
  },
  {
    of: /ENOSPC/,
    reason: 'no-room',
    message: 'There is not enough room on the disk for the update.',
    nextStep: 'Make room and try again.',
  },
  {
    of: /EACCES|EPERM|EROFS/,
    reason: 'not-writable',
    message: 'Porthole may not replace its own file where it is.',
    nextStep: 'Move it to a folder of yours, start it from there, and try again.',
  },
];

/** Says what a fault of an update is, and what to do next. Errors of electron-updater have a `code`, those of Electron's `net` their name in the message. */
export function explainUpdateFault(error: unknown): ExplainedFault {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const known = FAULTS.find(({ of }) => of.test(code)) ?? FAULTS.find(({ of }) => of.test(message));
  if (known !== undefined) {
    const { of: _of, ...words } = known;
    return words;
  }
  const line = (message.split('\n')[0] ?? '').replace(/\.$/, '');
  const short = line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE - 1)}…` : line;
  return { reason: 'unknown', message: `It did not work: ${short}.`, nextStep: 'Try again; the log says more.' };
}
