import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconArrowLeft, IconKey, IconPlugConnectedX } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { MadeToken } from '../../../shared/contract/made-token.ts';
import type { Server } from '../../../shared/contract/server.ts';
import type { TokenRecord } from '../../../shared/tokens/token-record.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { MadeTokenDialog } from '../../dialogs/made-token-dialog.tsx';
import { MakeTokenDialog } from '../../dialogs/make-token-dialog.tsx';
import { RotateTokenDialog } from '../../dialogs/rotate-token-dialog.tsx';
import { View } from '../../shell/view.tsx';
import { useConnection } from '../../state/connection-store.ts';
import classes from './secrets-view.module.css';
import { ServerTokenRow } from './server-token-row.tsx';
import styles from './server-tokens.module.css';
import { useServerTokens } from './use-server-tokens.ts';

/** What is open over the list. */
type Open = { kind: 'make' } | { kind: 'rotate'; token: TokenRecord } | { kind: 'made'; made: MadeToken } | undefined;

/** The tokens of one exit server, for its admins: made, renewed and ended here. */
export function ServerTokens({ server }: { server: Server }) {
  const { tokens, failure, isLoading, reload } = useServerTokens(server.id);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const show = (made: MadeToken) => {
    setOpen({ kind: 'made', made });
    void reload();
  };
  return (
    <View title={`Tokens of ${server.label}`} heading={<Heading server={server} />}>
      <section className={classes.section} aria-label={`Tokens of ${server.label}`}>
        <div className={styles.bar}>
          <p>Give each person or machine a token of its own: then one can be ended without the others.</p>
          <Button disabled={tokens === undefined} onClick={() => setOpen({ kind: 'make' })}>
            Make a token…
          </Button>
        </div>
        {failure !== undefined && tokens !== undefined && (
          <p className={classes.wrong} role="alert">
            This list may be old: {failure}
          </p>
        )}
        <List
          {...{ server, tokens, failure, isLoading, reload }}
          onRotate={(token) => setOpen({ kind: 'rotate', token })}
        />
      </section>
      {open?.kind === 'make' && <MakeTokenDialog server={server} onMade={show} onClose={close} />}
      {open?.kind === 'rotate' && (
        <RotateTokenDialog server={server} token={open.token} onMade={show} onClose={close} />
      )}
      {open?.kind === 'made' && <MadeTokenDialog made={open.made} onClose={close} />}
    </View>
  );
}

function Heading({ server }: { server: Server }) {
  return (
    <div>
      <Link href="/secrets" className={styles.back}>
        <IconArrowLeft size={15} stroke={1.75} aria-hidden="true" />
        Secrets
      </Link>
      <h1 className={styles.title}>Tokens of {server.label}</h1>
    </div>
  );
}

interface ListProps {
  server: Server;
  tokens: readonly TokenRecord[] | undefined;
  failure: string | undefined;
  isLoading: boolean;
  reload: () => Promise<void>;
  onRotate: (token: TokenRecord) => void;
}

function List({ server, tokens, failure, isLoading, reload, onRotate }: ListProps) {
  const phase = useConnection((state) => state.phase);
  if (tokens === undefined && phase === 'lost') {
    return (
      <EmptyState icon={IconPlugConnectedX} title="The tokens could not be loaded">
        Porthole’s engine does not answer. They appear as soon as it does.
      </EmptyState>
    );
  }
  if (tokens === undefined && failure !== undefined) {
    return (
      <EmptyState
        icon={IconPlugConnectedX}
        title="The tokens could not be loaded"
        action={
          <Button variant="default" loading={isLoading} onClick={() => void reload()}>
            Try again
          </Button>
        }
      >
        {failure}
      </EmptyState>
    );
  }
  if (tokens === undefined) {
    return (
      <div role="status" aria-label="Loading tokens">
        <Skeleton height={160} radius="lg" />
      </div>
    );
  }
  if (tokens.length === 0) {
    return (
      <EmptyState icon={IconKey} title="No tokens yet">
        Clients share the token of the server’s token file. Make one for each of them instead.
      </EmptyState>
    );
  }
  return <Rows {...{ server, tokens, reload, onRotate }} />;
}

/** From so many on one looks for a token by typing. */
const MANY = 20;
/** Rows drawn at most: a server may have ten thousand tokens, and nobody reads them all. */
const MAX_ROWS = 200;

function Rows({ server, tokens, reload, onRotate }: Pick<ListProps, 'server' | 'reload' | 'onRotate'> & RowsTokens) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = tokens.filter(({ label, last4 }) => `${label} …${last4}`.toLowerCase().includes(wanted));
  const hidden = found.length - MAX_ROWS;
  return (
    <>
      {tokens.length >= MANY && (
        <TextInput
          aria-label="Find a token"
          placeholder="Find by name or last four characters"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      {found.length === 0 && <p className={classes.facts}>No token is called like that.</p>}
      {found.length > 0 && (
        <ul className={classes.panel} aria-label={`Tokens of ${server.label}`}>
          {found.slice(0, MAX_ROWS).map((token) => (
            <ServerTokenRow
              key={token.id}
              token={token}
              server={server}
              onRotate={() => onRotate(token)}
              onRevoked={reload}
            />
          ))}
        </ul>
      )}
      {hidden > 0 && <p className={classes.facts}>{hidden} more: type to find them.</p>}
    </>
  );
}

interface RowsTokens {
  tokens: readonly TokenRecord[];
}
