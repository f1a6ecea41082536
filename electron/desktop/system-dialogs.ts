import type { Dialog } from 'electron';
import type { AppInfo } from '../rpc/router.ts';
import { allowByDialog } from './allow-command.ts';
import { FolderDialogs } from './folder-dialogs.ts';

/** What the person at the computer is asked outside the page. */
export function systemDialogs(
  dialog: Pick<Dialog, 'showMessageBox' | 'showOpenDialog'>,
): Pick<AppInfo, 'allowCommand' | 'allowFolder' | 'chooseFolder'> {
  const folders = new FolderDialogs(dialog);
  return { allowCommand: allowByDialog(dialog), allowFolder: folders.allow, chooseFolder: folders.choose };
}
