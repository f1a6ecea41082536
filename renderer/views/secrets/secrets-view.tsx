import { Skeleton } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Secret } from '../../../shared/contract/secrets.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { View } from '../../shell/view.tsx';
import { useConnection } from '../../state/connection-store.ts';
import { useLicences, useSecrets, useServers } from '../../state/stores.ts';
import { KeepingChoice } from './keeping-choice.tsx';
import { LicenceList } from './licence-list.tsx';
import { isOther, OtherSecrets } from './other-secrets.tsx';
import classes from './secrets-view.module.css';
import { ServerTokens } from './server-tokens.tsx';
import { TokenList } from './token-list.tsx';

/** Tokens and what else is secret: whose, for what, until when, kept where; never the secret itself. `serverId`: the tokens of this server. */
export function SecretsView({ serverId }: { serverId: string | undefined }) {
  const { value: secrets, failure } = useSecrets();
  const servers = useServers((state) => state.value);
  const phase = useConnection((state) => state.phase);
  if (secrets === undefined || servers === undefined) {
    return (
      <View title="Secrets">{failure !== undefined || phase === 'lost' ? <Failed why={failure} /> : <Loading />}</View>
    );
  }
  const server = servers.find(({ id }) => id === serverId);
  if (server !== undefined) return <ServerTokens key={server.id} server={server} />;
  return (
    <View title="Secrets">
      <Section title="Tokens" hint="Each lets this app open tunnels on one exit server.">
        <TokenList secrets={secrets.secrets} servers={servers} />
      </Section>
      <Section title="Licences" hint="Some exit servers ask for one.">
        <Licences secrets={secrets.secrets} />
      </Section>
      <Section title="Where they are kept" hint="Moves all of them at once. New ones go there too.">
        <KeepingChoice secrets={secrets} />
      </Section>
      <Section title="Other secrets">
        <OtherSecrets secrets={secrets.secrets.filter(isOther)} />
      </Section>
    </View>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className={classes.section}>
      <header>
        <h2>{title}</h2>
        {hint !== undefined && <p>{hint}</p>}
      </header>
      {children}
    </section>
  );
}

function Licences({ secrets }: { secrets: readonly Secret[] }) {
  const { value: licences, failure } = useLicences();
  if (licences !== undefined) return <LicenceList licences={licences} secrets={secrets} />;
  if (failure !== undefined) return <p className={classes.wrong}>They could not be loaded: {failure}</p>;
  return <Skeleton height={96} radius="lg" role="status" aria-label="Loading licences" />;
}

function Failed({ why }: { why: string | undefined }) {
  return (
    <EmptyState icon={IconPlugConnectedX} title="The secrets could not be loaded">
      {why === undefined
        ? 'Porthole’s engine does not answer. They appear as soon as it does.'
        : `${why} It is tried again by itself.`}
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className={classes.section} role="status" aria-label="Loading secrets">
      <Skeleton height={96} radius="lg" />
      <Skeleton height={220} radius="lg" />
    </div>
  );
}
