import { Button } from '@mantine/core';
import type { Server } from '../../../shared/contract/server.ts';
import { scopeText } from '../../../shared/tokens/scope-text.ts';
import type { TokenRecord } from '../../../shared/tokens/token-record.ts';
import { toast } from '../../actions/toast.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { useNow } from '../../components/use-now.ts';
import { formatAge } from '../../format/format-age.ts';
import { formatEnd } from '../../format/format-end.ts';
import { ask } from '../../rpc/ask.ts';
import { ExpiryFact } from './expiry-fact.tsx';
import classes from './secrets-view.module.css';

interface ServerTokenRowProps {
  token: TokenRecord;
  server: Server;
  onRotate: () => void;
  onRevoked: () => Promise<void>;
}

/** One token of an exit server: whose, what it may, until when, and when and from where it was used last. */
export function ServerTokenRow({ token, server, onRotate, onRevoked }: ServerTokenRowProps) {
  const now = useNow(true, 30_000);
  const { id, label, last4, scope, expiresAt, expired, lastUsedAt, lastUsedFrom, previous } = token;
  const revoke = async () => {
    const answer = await ask((client) => client.servers.tokens.revoke({ id: server.id, tokenId: id }));
    if (answer.ok) toast(`Revoked ${label}. Its sessions end within a second.`);
    else toast(answer.message, { tone: 'bad' });
    await onRevoked();
  };
  const isOwn = last4 === server.tokenLast4 && label === server.tokenGrant?.label;
  return (
    <li className={classes.row} aria-label={label}>
      <div className={classes.words}>
        <span className={classes.name}>
          {label}
          <span className={classes.last4}>…{last4}</span>
        </span>
        <p className={classes.facts}>
          {isOwn && <span>This app’s own</span>}
          <span>Allowed: {scopeText(scope)}</span>
          <ExpiryFact expiresAt={expiresAt} now={now}>
            {formatEnd(expiresAt, now)}
          </ExpiryFact>
          <span>{lastUsedAt === undefined ? 'Never used' : usedWords(lastUsedAt, lastUsedFrom, now)}</span>
        </p>
        {previous !== undefined && (
          <p className={classes.facts}>
            <span>
              …{previous.last4} still counts: {formatEnd(previous.validUntil, now).toLowerCase()}
            </span>
          </p>
        )}
      </div>
      <div className={classes.acts}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`New secret for ${label}…`}
          disabled={expired}
          onClick={onRotate}
        >
          New secret…
        </Button>
        <ConfirmButton label="Revoke" name={`Revoke ${label}`} onConfirm={revoke} />
      </div>
    </li>
  );
}

function usedWords(at: string, from: string | undefined, now: number): string {
  return `Used ${formatAge(Date.parse(at), now)}${from === undefined ? '' : ` from ${from}`}`;
}
