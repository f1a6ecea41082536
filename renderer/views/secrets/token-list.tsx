import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import type { Secret } from '../../../shared/contract/secrets.ts';
import type { Server } from '../../../shared/contract/server.ts';
import { toast } from '../../actions/toast.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useNow } from '../../components/use-now.ts';
import { formatEnd } from '../../format/format-end.ts';
import { KEPT_WHERE, STATE_WORDS } from '../../format/keeping-words.ts';
import { ask } from '../../rpc/ask.ts';
import { useDialog } from '../../state/dialog-store.ts';
import { ExpiryFact } from './expiry-fact.tsx';
import classes from './secrets-view.module.css';

/** The tokens that this app has, one a server. */
export function TokenList({ secrets, servers }: { secrets: readonly Secret[]; servers: readonly Server[] }) {
  const [, navigate] = useLocation();
  const tokens = secrets.filter(({ kind }) => kind === 'token');
  if (tokens.length === 0) {
    return (
      <EmptyState
        icon={IconKey}
        title="No tokens yet"
        action={<Button onClick={() => navigate('/servers/join')}>Add a server</Button>}
      >
        A token comes with the join link of an exit server. The server inside the app needs none.
      </EmptyState>
    );
  }
  return (
    <ul className={classes.panel} aria-label="Tokens">
      {tokens.map((secret) => (
        <TokenRow key={secret.id} secret={secret} server={servers.find(({ id }) => id === secret.serverId)} />
      ))}
    </ul>
  );
}

function TokenRow({ secret, server }: { secret: Secret; server: Server | undefined }) {
  const [, navigate] = useLocation();
  const open = useDialog((state) => state.open);
  const { id, label, serverId = '', state } = secret;
  const grant = server?.tokenGrant;
  const isThere = state === 'kept';
  const remove = async () => {
    const answer = await ask((client) => client.secrets.remove({ id }));
    if (answer.ok) toast(`Removed the token of ${label}.`);
    else toast(answer.message, { tone: 'bad' });
  };
  return (
    <li className={classes.row} aria-label={label}>
      <div className={classes.words}>
        <span className={classes.name}>
          {label}
          {server?.tokenLast4 !== undefined && <span className={classes.last4}>…{server.tokenLast4}</span>}
        </span>
        {isThere ? <Facts secret={secret} server={server} /> : <p className={classes.wrong}>{wordsOf(secret)}</p>}
      </div>
      <div className={classes.acts}>
        {isThere && grant?.admin !== false && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Tokens of ${label}`}
            onClick={() => navigate(`/secrets/${encodeURIComponent(serverId)}`)}
          >
            Tokens of this server
          </Button>
        )}
        <Button
          size="compact-sm"
          variant={isThere ? 'default' : 'filled'}
          aria-label={`${isThere ? 'Replace' : 'Enter'} the token of ${label}…`}
          onClick={() => open({ kind: 'token', serverId })}
        >
          {isThere ? 'Replace…' : 'Enter a token…'}
        </Button>
        {state !== 'missing' && (
          <ConfirmButton label="Remove" name={`Remove the token of ${label}`} onConfirm={remove} />
        )}
      </div>
    </li>
  );
}

function Facts({ secret: { keeping }, server }: { secret: Secret; server: Server | undefined }) {
  const now = useNow(true, 60_000);
  const grant = server?.tokenGrant;
  return (
    <p className={classes.facts}>
      {grant?.label !== undefined && <span>{grant.label}</span>}
      {grant === undefined ? (
        <span>What it may is known once it was used</span>
      ) : (
        <>
          <span>Allowed: {grant.may}</span>
          <ExpiryFact expiresAt={grant.expiresAt} now={now}>
            {formatEnd(grant.expiresAt, now)}
          </ExpiryFact>
        </>
      )}
      {keeping !== undefined && <span>Kept {KEPT_WHERE[keeping]}</span>}
    </p>
  );
}

/** The engine knows more where the user can mend it, e.g. the mode of a file. */
function wordsOf({ state, message }: Secret): string {
  return state === 'kept' ? '' : (message ?? STATE_WORDS[state]);
}
