import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import type { Secret } from '../../../shared/contract/secrets.ts';
import { toast } from '../../actions/toast.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { KEPT_WHERE, STATE_WORDS } from '../../format/keeping-words.ts';
import { ask } from '../../rpc/ask.ts';
import classes from './secrets-view.module.css';

/** The password of the user's own proxy, where there is one. */
export function ProxyPassword({ secret }: { secret: Secret | undefined }) {
  const [, navigate] = useLocation();
  const remove = async () => {
    if (secret === undefined) return;
    const answer = await ask((client) => client.secrets.remove({ id: secret.id }));
    if (answer.ok) toast('Removed the proxy’s password.');
    else toast(answer.message, { tone: 'bad' });
  };
  return (
    <div className={classes.panel}>
      <div className={classes.row}>
        <div className={classes.words}>
          {secret === undefined ? <p className={classes.facts}>None is stored.</p> : <Stored secret={secret} />}
        </div>
        <div className={classes.acts}>
          <Button size="compact-sm" variant="default" onClick={() => navigate('/settings')}>
            {secret === undefined ? 'Enter it in the settings' : 'Replace in the settings'}
          </Button>
          {secret !== undefined && (
            <ConfirmButton label="Remove" name="Remove the proxy’s password" onConfirm={remove} />
          )}
        </div>
      </div>
    </div>
  );
}

function Stored({ secret: { label, state, keeping, message } }: { secret: Secret }) {
  return (
    <>
      <span className={classes.name}>{label}</span>
      {state === 'kept' && keeping !== undefined ? (
        <p className={classes.facts}>Kept {KEPT_WHERE[keeping]}</p>
      ) : (
        <p className={classes.wrong}>{message ?? (state === 'kept' ? '' : STATE_WORDS[state])}</p>
      )}
    </>
  );
}
