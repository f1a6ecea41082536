import type { Dialog } from 'electron';
import type { AllowFolder } from '../rpc/ask-for-folder.ts';

/** Places of the buttons. Escape and Enter say no: a folder is shared by a click, or by choosing the button first. */
const CANCEL = 0;
const ALLOW = 1;

/** Asks for folders by dialogs of the system, which no page can reach. One at a time: what comes meanwhile has no for an answer. */
export class FolderDialogs {
  readonly #dialog: Pick<Dialog, 'showMessageBox' | 'showOpenDialog'>;
  /** Those that the person at the computer chose: nobody need be asked twice. */
  readonly #chosen = new Set<string>();
  #isOpen = false;

  constructor(dialog: Pick<Dialog, 'showMessageBox' | 'showOpenDialog'>) {
    this.#dialog = dialog;
  }

  readonly choose = (): Promise<string | undefined> =>
    this.#oneAtATime(undefined, async () => {
      const { filePaths } = await this.#dialog.showOpenDialog({
        title: 'Choose the folder to share',
        buttonLabel: 'Share',
        properties: ['openDirectory'],
      });
      const [path] = filePaths;
      if (path !== undefined) this.#chosen.add(path);
      return path;
    });

  readonly allow: AllowFolder = async ({ path, dotFiles }) => {
    if (this.#chosen.has(path) && !dotFiles) return true;
    return this.#oneAtATime(false, async () => {
      const { response } = await this.#dialog.showMessageBox({
        type: 'question',
        message: 'Share this folder?',
        detail: `${path}\n\nWho may visit the tunnel can read all files in it${dotFiles ? ', hidden ones too' : ''}.`,
        buttons: ['Cancel', 'Share'],
        defaultId: CANCEL,
        cancelId: CANCEL,
        noLink: true,
      });
      return response === ALLOW;
    });
  };

  async #oneAtATime<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
    if (this.#isOpen) return otherwise;
    this.#isOpen = true;
    try {
      return await ask();
    } finally {
      this.#isOpen = false;
    }
  }
}
