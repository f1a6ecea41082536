import { Button, Modal, Select } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { MadeToken } from '../../shared/contract/made-token.ts';
import type { Server } from '../../shared/contract/server.ts';
import type { TokenRecord } from '../../shared/tokens/token-record.ts';
import { ask } from '../rpc/ask.ts';
import classes from './dialog.module.css';

/** For how long the present secret counts beside the new one, s. */
const OVERLAPS = [
  { value: '0', label: 'Not at all: its sessions end now' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
];
/** Clients on laptops come online within a day. */
const USUAL_OVERLAP = '86400';

interface RotateTokenDialogProps {
  server: Server;
  token: TokenRecord;
  onMade: (made: MadeToken) => void;
  onClose: () => void;
}

/** Gives a token a new secret; the old one stays valid for a while. */
export function RotateTokenDialog({ server, token, onMade, onClose }: RotateTokenDialogProps) {
  const [overlap, setOverlap] = useState(USUAL_OVERLAP);
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const request = { id: server.id, tokenId: token.id, overlapSeconds: Number(overlap) };
    const answer = await ask((client) => client.servers.tokens.rotate(request));
    setBusy(false);
    if (answer.ok) onMade(answer.value);
    else setFailure(answer.message);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`New secret for ${token.label}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <Select
          data-autofocus
          label={`The present one, …${token.last4}, stays valid for`}
          data={OVERLAPS}
          value={overlap}
          onChange={(value) => value !== null && setOverlap(value)}
        />
        {failure !== undefined && (
          <p className={classes.general} role="alert">
            {failure}
          </p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Make secret
          </Button>
        </div>
      </form>
    </Modal>
  );
}
