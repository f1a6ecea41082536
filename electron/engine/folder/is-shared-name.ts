/** What of a folder is shown. */
export interface FolderView {
  /** Also files and folders whose name begins with a dot, e.g. `.env` and `.git`. */
  readonly dotFiles: boolean;
}

/** Devices that Windows finds in every folder, with any extension (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *\.|:|$)/i;
/** `GIT~1` is another name of `.git` there. */
const SHORT_NAME = /~\d/;

/**
 * Whether one name of a path may be asked for and is listed. Whatever a system could read as more than the name of one file is refused on every
 * system; what only Windows reads so, there.
 */
export function isSharedName(name: string, { dotFiles }: FolderView, platform: string = process.platform): boolean {
  if (name === '' || name === '.' || name === '..' || !name.isWellFormed()) return false;
  if (/[/\\\p{Cc}]/u.test(name)) return false;
  if (name.startsWith('.') && !dotFiles) return false;
  if (platform !== 'win32') return true;
  // A colon begins a drive or an alternate data stream; dots and spaces at the end are dropped.
  return !/[:<>"|?*]|[. ]$/.test(name) && !DEVICE.test(name) && !SHORT_NAME.test(name);
}
