import { Button, Modal } from '@mantine/core';
import type { MadeToken } from '../../shared/contract/made-token.ts';
import { CopyField } from '../components/copy-field.tsx';
import { QrCode } from '../components/qr-code.tsx';
import classes from './dialog.module.css';

/** Shows a new token this once. A click beside the dialog does not close it: what is gone cannot be shown again. */
export function MadeTokenDialog({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  const { record, token, joinLink } = made;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={`Token for ${record.label}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={classes.form}>
        <p className={classes.note}>
          Give the join link to whoever is to have it. It holds the token, which is shown this once and cannot be shown
          again.
        </p>
        <CopyField label="Join link" text={joinLink} />
        <CopyField label="Token" text={token} />
        <div className={classes.code}>
          <QrCode text={joinLink} label={`QR code of the join link for ${record.label}`} size={232} />
        </div>
        <div className={classes.buttons}>
          <Button data-autofocus onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Modal>
  );
}
