import { Button, Modal } from '@mantine/core';
import type { MadeSecrets } from '../../../shared/contract/rules.ts';
import { CopyField } from '../../components/copy-field.tsx';
import classes from '../../dialogs/dialog.module.css';

/** Shows tokens and links that were just made: the one time that they can be seen. Only its button closes it. */
export function MadeSecretsDialog({ made, onClose }: { made: MadeSecrets; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Copy these now"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <div className={classes.form}>
        <p className={classes.note}>They are shown this once. Porthole keeps only what it needs to recognise them.</p>
        {made.tokens.map(({ label, token }) => (
          <CopyField key={token} label={label === '' ? 'Token' : `Token: ${label}`} text={token} />
        ))}
        {made.links.map(({ label, url }) => (
          <CopyField key={url} label={label === '' ? 'Link' : `Link: ${label}`} text={url} />
        ))}
        <div className={classes.buttons}>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Modal>
  );
}
