import { Button, Loader, Textarea } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import type { SetUp } from '../../../shared/contract/set-up.ts';
import { copyText } from '../../actions/copy-text.ts';
import { saveFile } from '../../actions/save-file.ts';
import { toast } from '../../actions/toast.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { ask } from '../../rpc/ask.ts';
import { useSetUpDraft } from '../../state/set-up-store.ts';
import classes from './set-up-guide.module.css';

async function copy(text: string): Promise<void> {
  if (await copyText(text)) toast('Copied to the clipboard.', { tone: 'good' });
  else toast('The browser did not allow copying. Select the text instead.', { tone: 'bad' });
}

/** The file, and the wait until its server answers. */
export function SetUpWait({ setUp }: { setUp: SetUp }) {
  const { file, set } = useSetUpDraft();
  const cancel = async () => {
    const answer = await ask((client) => client.servers.setUp.cancel());
    if (!answer.ok) return toast(answer.message, { tone: 'bad' });
    set({ file: undefined });
    toast('Cancelled. Its token is forgotten here; a server that has it keeps it until you delete it.');
  };
  return (
    <div className={classes.form}>
      {file === undefined ? (
        <p className={classes.note}>The file was shown once. Cancel and make a new one if you do not have it.</p>
      ) : (
        <>
          <Textarea
            label={file.fileName}
            classNames={{ input: classes.code ?? '' }}
            value={file.text}
            rows={14}
            readOnly
          />
          <div className={classes.buttons}>
            <Button
              variant="default"
              leftSection={<IconCopy size={16} stroke={1.75} />}
              onClick={() => void copy(file.text)}
            >
              Copy
            </Button>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} stroke={1.75} />}
              onClick={() => saveFile(file.fileName, file.text, 'text/plain')}
            >
              Download {file.fileName}
            </Button>
          </div>
          {file.tokenCommand === undefined ? (
            <p className={classes.note}>This file holds the token of the server: keep it as you keep a password.</p>
          ) : (
            <CopyField label="Command that puts the token into its place" text={file.tokenCommand} />
          )}
        </>
      )}
      <p className={classes.waiting} role="status">
        <Loader size="xs" aria-hidden="true" />
        <span>{setUp.message}</span>
      </p>
      <p className={classes.note}>
        Porthole looks every few seconds and adds the server by itself. Until then the token is in memory only: if you
        close Porthole before, paste the join link that the last step of the file prints.
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => void cancel()}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
