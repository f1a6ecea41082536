import { Skeleton } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { View } from '../../shell/view.tsx';
import { useConnection } from '../../state/connection-store.ts';
import { useServers } from '../../state/stores.ts';
import { JoinForm } from './join-form.tsx';
import { ServerCard } from './server-card.tsx';
import classes from './servers-view.module.css';
import { SetUpGuide } from './set-up-guide.tsx';

/** The exit servers that tunnels can run over. `task` is what the address asks for: `join` or `set-up`. */
export function ServersView({ task }: { task: string | undefined }) {
  return (
    <View title="Servers">
      <JoinForm focused={task === 'join'} />
      {task === 'set-up' && <SetUpGuide />}
      <Servers />
    </View>
  );
}

function Servers() {
  const { value: servers, failure } = useServers();
  const phase = useConnection((state) => state.phase);
  if (servers === undefined && (failure !== undefined || phase === 'lost')) {
    return (
      <EmptyState icon={IconPlugConnectedX} title="The servers could not be loaded">
        {failure === undefined
          ? 'Porthole’s engine does not answer. They appear as soon as it does.'
          : `${failure} It is tried again by itself.`}
      </EmptyState>
    );
  }
  if (servers === undefined) {
    return (
      <div className={classes.cards} role="status" aria-label="Loading servers">
        <Skeleton height={156} radius="lg" />
        <Skeleton height={156} radius="lg" />
      </div>
    );
  }
  return (
    <ul className={classes.cards} aria-label="Servers">
      {servers.map((server) => (
        <ServerCard key={server.id} server={server} />
      ))}
    </ul>
  );
}
