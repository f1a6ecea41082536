import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { runningTunnelOf } from '../../../shared/contract/running-tunnel-of.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { ask } from '../../rpc/ask.ts';
import { useConnection } from '../../state/connection-store.ts';
import { useServices, useTunnels } from '../../state/stores.ts';
import classes from './detected-services.module.css';
import { ServiceChip } from './service-chip.tsx';

/** How many chips are shown before the rest is folded away. */
const FOLDED = 8;
const NO_TUNNELS: readonly Tunnel[] = [];

/** What listens on this machine, each as a chip that shares it. */
export function DetectedServices() {
  const { value: services, failure } = useServices();
  const tunnels = useTunnels((state) => state.value) ?? NO_TUNNELS;
  const isLost = useConnection((state) => state.phase === 'lost');
  const [unfolded, setUnfolded] = useState(false);
  if (services === undefined && isLost)
    return <p className={classes.note}>Services appear here when the engine is back.</p>;
  if (services === undefined && failure === undefined) return <ChipSkeletons />;
  if (services === undefined) return <p className={classes.note}>Could not look for services: {failure}</p>;
  const shown = unfolded ? services : services.slice(0, FOLDED);
  return (
    <section className={classes.services} aria-label="Running on this computer">
      <div className={classes.heading}>
        <span>{services.length === 0 ? 'Nothing listens on this computer yet' : 'Running on this computer'}</span>
        <Tooltip label="Look again">
          <ActionIcon
            size={24}
            aria-label="Look again for services"
            onClick={() => void ask((c) => c.services.refresh())}
          >
            <IconRefresh size={15} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
      {services.length === 0 && (
        <p className={classes.note}>Start your server and it appears here, or type its port above.</p>
      )}
      <div className={classes.chips}>
        {shown.map((service) => (
          <ServiceChip key={service.id} service={service} tunnel={runningTunnelOf(service, tunnels)} />
        ))}
        {services.length > FOLDED && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            className={classes.more}
            onClick={() => setUnfolded(!unfolded)}
          >
            {unfolded ? 'Show fewer' : `Show ${services.length - FOLDED} more`}
          </Button>
        )}
      </div>
    </section>
  );
}

function ChipSkeletons() {
  return (
    <div className={classes.services} aria-hidden="true">
      <div className={classes.heading}>Looking for services…</div>
      <div className={classes.chips}>
        <Skeleton height={36} width={220} />
        <Skeleton height={36} width={180} />
        <Skeleton height={36} width={200} />
      </div>
    </div>
  );
}
