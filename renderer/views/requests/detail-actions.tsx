import { Button } from '@mantine/core';
import { IconPencil, IconRepeat, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestDetail } from '../../../shared/contract/captured-request.ts';
import { copyText } from '../../actions/copy-text.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import classes from './detail-actions.module.css';
import { ReplayDialog } from './replay-dialog.tsx';

const ICON = { size: 16, stroke: 1.75 } as const;

/** Replay, Edit and replay, Copy as cURL; and why not, where that is so. */
export function DetailActions({ detail, onReplayed }: { detail: RequestDetail; onReplayed: (id: number) => void }) {
  const [isEditing, setEditing] = useState(false);
  const [isSending, setSending] = useState(false);
  const { noReplay, maskedFields } = detail;
  const replay = async () => {
    // What was masked has to be filled in first.
    if (maskedFields.length > 0) return setEditing(true);
    setSending(true);
    const answer = await ask((client) => client.requests.replay({ id: detail.id }));
    setSending(false);
    if (!answer.ok) return toast(answer.message, { tone: 'bad' });
    toast('Sent it again. This is its answer.', { tone: 'good' });
    onReplayed(answer.value.id);
  };
  const mayEdit = noReplay === undefined || (detail.requestBody.cut && !detail.webSocket);
  return (
    <div className={classes.actions}>
      <div className={classes.buttons}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRepeat {...ICON} />}
          disabled={noReplay !== undefined}
          loading={isSending}
          onClick={() => void replay()}
        >
          Replay
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPencil {...ICON} />}
          disabled={!mayEdit}
          onClick={() => setEditing(true)}
        >
          Edit and replay
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconTerminal2 {...ICON} />}
          disabled={noReplay !== undefined}
          onClick={() => void copyCurl(detail)}
        >
          Copy as cURL
        </Button>
      </div>
      {noReplay !== undefined && <p className={classes.why}>{noReplay}</p>}
      {isEditing && (
        <ReplayDialog
          detail={detail}
          onClose={() => setEditing(false)}
          onReplayed={(id) => {
            setEditing(false);
            onReplayed(id);
          }}
        />
      )}
    </div>
  );
}

async function copyCurl({ id, maskedFields }: RequestDetail): Promise<void> {
  const answer = await ask((client) => client.requests.curl({ id }));
  if (!answer.ok) return toast(answer.message, { tone: 'bad' });
  if (!(await copyText(answer.value.command))) return toast('The browser did not allow copying.', { tone: 'bad' });
  const names = maskedFields.map((name) => name.toUpperCase().replace(/[^A-Z0-9]/g, '_'));
  const more = names.length === 0 ? '' : ` Set ${names.join(', ')} in the shell first: masked values were not kept.`;
  toast(`Copied the request as a cURL command.${more}`, { tone: 'good' });
}
