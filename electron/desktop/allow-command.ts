import type { Dialog } from 'electron';
import type { AllowCommand } from '../rpc/ask-for-command.ts';

/** Places of the buttons. Escape and Enter say no: a command is allowed by a click, or by choosing the button first. */
const CANCEL = 0;
const ALLOW = 1;

/** Asks by a dialog of the system, which no page can reach. One at a time: what comes meanwhile is not allowed. */
export function allowByDialog(dialog: Pick<Dialog, 'showMessageBox'>): AllowCommand {
  let isOpen = false;
  return async ({ command, cwd }) => {
    if (isOpen) return false;
    isOpen = true;
    try {
      const { response } = await dialog.showMessageBox({
        type: 'question',
        message: 'Run this command when somebody visits the tunnel?',
        detail: `${command}\n\nFolder: ${cwd}`,
        buttons: ['Cancel', 'Allow'],
        defaultId: CANCEL,
        cancelId: CANCEL,
        noLink: true,
      });
      return response === ALLOW;
    } finally {
      isOpen = false;
    }
  };
}
