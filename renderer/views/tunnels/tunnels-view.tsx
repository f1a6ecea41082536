import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { View } from '../../shell/view.tsx';
import { useConnection } from '../../state/connection-store.ts';
import { useTunnels } from '../../state/stores.ts';
import { Welcome } from '../welcome/welcome.tsx';
import { ShareBar } from './share-bar.tsx';
import { TunnelList } from './tunnel-list.tsx';
import { TunnelListSkeleton } from './tunnel-list-skeleton.tsx';

/** Home: share in one click, and every tunnel with its state. */
export function TunnelsView() {
  return (
    <View title="Tunnels">
      <ShareBar />
      <Tunnels />
    </View>
  );
}

function Tunnels() {
  const { value: tunnels, failure } = useTunnels();
  const { phase, tryNow } = useConnection();
  if (tunnels === undefined && (failure !== undefined || phase === 'lost')) {
    return (
      <EmptyState
        icon={IconPlugConnectedX}
        title="The tunnels could not be loaded"
        action={
          phase === 'lost' && (
            <Button variant="default" onClick={tryNow}>
              Try now
            </Button>
          )
        }
      >
        {failure === undefined
          ? 'Porthole’s engine does not answer. They appear as soon as it does.'
          : `${failure} It is tried again by itself.`}
      </EmptyState>
    );
  }
  if (tunnels === undefined) return <TunnelListSkeleton />;
  return tunnels.length === 0 ? <Welcome /> : <TunnelList tunnels={tunnels} />;
}
