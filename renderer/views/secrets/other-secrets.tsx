import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import type { Secret } from '../../../shared/contract/secrets.ts';
import { toast } from '../../actions/toast.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { KEPT_WHERE, STATE_WORDS } from '../../format/keeping-words.ts';
import { ask } from '../../rpc/ask.ts';
import classes from './secrets-view.module.css';

/** Those that have no list of their own. */
export type OtherSecret = Secret & { kind: Exclude<Secret['kind'], 'token' | 'licence'> };

const NAMES: Record<OtherSecret['kind'], string> = {
  'proxy-password': 'Password of the proxy',
  'signing-secret': 'Webhook',
};

/** What is secret beside tokens: the proxy's password, and the secrets of webhooks. */
export function OtherSecrets({ secrets }: { secrets: readonly OtherSecret[] }) {
  const [, navigate] = useLocation();
  const hasPassword = secrets.some(({ kind }) => kind === 'proxy-password');
  return (
    <ul className={classes.panel} aria-label="Other secrets">
      {secrets.map((secret) => (
        <Row key={secret.id} secret={secret} />
      ))}
      {!hasPassword && (
        <li className={classes.row} aria-label="No password of a proxy">
          <div className={classes.words}>
            <p className={classes.facts}>No password of a proxy is stored.</p>
          </div>
          <div className={classes.acts}>
            <Button size="compact-sm" variant="default" onClick={() => navigate('/settings')}>
              Enter it in the settings
            </Button>
          </div>
        </li>
      )}
    </ul>
  );
}

function Row({ secret }: { secret: OtherSecret }) {
  const [, navigate] = useLocation();
  const { id, kind, label, state, keeping, message } = secret;
  const name = `${NAMES[kind]} ${label}`;
  const remove = async () => {
    const answer = await ask((client) => client.secrets.remove({ id }));
    if (answer.ok) toast(`Removed: ${name}.`);
    else toast(answer.message, { tone: 'bad' });
  };
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>
        {state === 'kept' ? (
          <p className={classes.facts}>{keeping !== undefined && `Kept ${KEPT_WHERE[keeping]}`}</p>
        ) : (
          <p className={classes.wrong}>{message ?? STATE_WORDS[state]}</p>
        )}
      </div>
      <div className={classes.acts}>
        {kind === 'proxy-password' && (
          <Button size="compact-sm" variant="default" onClick={() => navigate('/settings')}>
            Replace in the settings
          </Button>
        )}
        <ConfirmButton label="Remove" name={`Remove: ${name}`} onConfirm={remove} />
      </div>
    </li>
  );
}

/** Whether it belongs here. */
export function isOther(secret: Secret): secret is OtherSecret {
  return secret.kind !== 'token' && secret.kind !== 'licence';
}
